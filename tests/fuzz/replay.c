/* Plays files and folders of files into a fuzz target: the kept corpus as an ordinary test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int n_played;

static int play_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t size = 0, capacity = 1 << 20;
    uint8_t *data = malloc(capacity);
    for (size_t n; (n = fread(data + size, 1, capacity - size, file)) > 0;) {
        size += n;
        if (size == capacity)
            data = realloc(data, capacity *= 2);
    }
    fclose(file);
    /* A copy of the exact size, so that a sanitizer sees a read past the end. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    free(data);
    n_played++;
    return 0;
}

static int play(const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return play_file(path);
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        failed |= play(inner);
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= play(argv[i]);
    failed |= n_played == 0;
    printf("1..1\n%sok 1 replayed %d inputs\n", failed ? "not " : "", n_played);
    return failed;
}
