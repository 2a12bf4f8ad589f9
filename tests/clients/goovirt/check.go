package main

import (
	"fmt"
	"strings"
	"time"
)

func succeed(err error) {
	if err != nil {
		panic(err)
	}
}

func check(good bool, format string, values ...interface{}) {
	if !good {
		panic(fmt.Sprintf(format, values...))
	}
}

func equal[T comparable](got, want T, what string) {
	check(got == want, "%s is %v, not %v", what, got, want)
}

// refused says that a call must fail with all of these words.
func refused(err error, words ...string) {
	check(err != nil, "it was not refused")
	for _, word := range words {
		check(strings.Contains(err.Error(), word), "%q is not in: %v", word, err)
	}
}

func conflict(err error, words ...string) {
	refused(err, append(words, `HTTP response code is "409"`)...)
}

// panics says that a Must method must give up.
func panics(call func()) {
	defer func() {
		check(recover() != nil, "it did not panic")
	}()
	call()
}

func wait(condition func() bool, what string) {
	deadline := time.Now().Add(patience)
	for !condition() {
		check(time.Now().Before(deadline), "not so after %v: %s", patience, what)
		time.Sleep(20 * time.Millisecond)
	}
}
