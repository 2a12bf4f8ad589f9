#include "agent/sys/watch.h"

#include "agent/sys/netlink.h"
#include "base/err.h"

#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct SysWatch {
    int epoll_fd, netlink_fd;
    struct udev *udev;
    struct udev_monitor *monitor;
};

static bool watch_one(SysWatch *watch, int fd, GError **error)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    if (epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return err_errno(error, errno, "epoll");
    return true;
}

static bool watch_devices(SysWatch *watch, GError **error)
{
    static const char *const subsystems[] = { "pci", "net" };
    watch->udev = udev_new();
    watch->monitor =
        watch->udev != NULL ? udev_monitor_new_from_netlink(watch->udev, "kernel") : NULL;
    if (watch->monitor == NULL)
        return err_set(error, ERR_INTERNAL, "device monitor: %s", g_strerror(errno));
    for (gsize i = 0; i < G_N_ELEMENTS(subsystems); i++)
        udev_monitor_filter_add_match_subsystem_devtype(watch->monitor, subsystems[i], NULL);
    int code = udev_monitor_enable_receiving(watch->monitor);
    if (code < 0)
        return err_errno(error, -code, "device monitor");
    return watch_one(watch, udev_monitor_get_fd(watch->monitor), error);
}

SysWatch *watch_new(GError **error)
{
    SysWatch *watch = g_new0(SysWatch, 1);
    watch->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch->netlink_fd = netlink_open_monitor(error);
    if (watch->netlink_fd < 0 || !watch_one(watch, watch->netlink_fd, error) ||
        !watch_devices(watch, error)) {
        watch_free(watch);
        return NULL;
    }
    return watch;
}

int watch_fd(SysWatch *watch)
{
    return watch->epoll_fd;
}

/* Reads both sockets empty; an overrun (ENOBUFS) is a change as well. */
static bool drain(SysWatch *watch)
{
    char buffer[8192];
    bool changed = false;
    ssize_t n;
    while ((n = recv(watch->netlink_fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0 ||
           (n < 0 && errno == ENOBUFS))
        changed = true;
    struct udev_device *device;
    while ((device = udev_monitor_receive_device(watch->monitor)) != NULL) {
        udev_device_unref(device);
        changed = true;
    }
    return changed;
}

bool watch_wait(SysWatch *watch, int timeout_ms)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    for (;;) {
        gint64 left_ms = MAX((deadline - g_get_monotonic_time() + 999) / 1000, 0);
        struct pollfd fd = { .fd = watch->epoll_fd, .events = POLLIN };
        int n = poll(&fd, 1, (int)left_ms);
        if (n > 0 && drain(watch)) /* events of other subsystems wake us too */
            return true;
        if (n == 0 || (n < 0 && errno != EINTR) || left_ms == 0)
            return false;
    }
}

void watch_free(SysWatch *watch)
{
    if (watch == NULL)
        return;
    if (watch->monitor != NULL)
        udev_monitor_unref(watch->monitor);
    if (watch->udev != NULL)
        udev_unref(watch->udev);
    if (watch->netlink_fd >= 0)
        close(watch->netlink_fd);
    if (watch->epoll_fd >= 0)
        close(watch->epoll_fd);
    g_free(watch);
}
