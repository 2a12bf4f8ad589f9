// Cases of oVirt's own Go SDK, unmodified: see run.
//
// The SDK is stricter than others: the root of an answer must be what its method returns, numbers
// and dates must parse, and a value that an enumeration does not have is an error.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	ovirtsdk "github.com/ovirt/go-ovirt"
)

const (
	blank    = "00000000-0000-0000-0000-000000000000"
	unknown  = "11111111-2222-4333-8444-555555555555"
	kernel   = "/var/lib/berth/images/vmlinuz"
	patience = 60 * time.Second
)

// A testCase fails by panicking, as the Must methods of the SDK do, or by the functions in check.go.
type testCase struct {
	name string
	run  func(*world)
}

// A world is the engine with its hosts "h1" and "h2"; what cases make has names of their own.
type world struct {
	connection *ovirtsdk.Connection
	api        *ovirtsdk.SystemService
	names      int
}

func environment(name string) string {
	value := os.Getenv(name)
	if value == "" {
		fmt.Fprintf(os.Stderr, "%s is not set; run starts this program\n", name)
		os.Exit(2)
	}
	return value
}

func builder() *ovirtsdk.ConnectionBuilder {
	return ovirtsdk.NewConnectionBuilder().
		URL(environment("OVIRT_URL")).
		Username(environment("OVIRT_USERNAME")).
		Password(environment("OVIRT_PASSWORD")).
		CAFile(environment("OVIRT_CAFILE")).
		Timeout(patience)
}

func connect(builder *ovirtsdk.ConnectionBuilder) *ovirtsdk.Connection {
	connection, err := builder.Build()
	succeed(err)
	return connection
}

// name is one that nothing has yet.
func (w *world) name(prefix string) string {
	w.names++
	return fmt.Sprintf("go-%s%d", prefix, w.names)
}

// attempt runs a case and gives what is wrong, or nothing.
func attempt(test testCase, w *world) (problem string) {
	defer func() {
		if panicked := recover(); panicked != nil {
			problem = fmt.Sprint(panicked)
		}
	}()
	test.run(w)
	return ""
}

func chosen(test testCase, names []string) bool {
	for _, name := range names {
		if strings.Contains("goovirt."+test.name, name) {
			return true
		}
	}
	return len(names) == 0
}

func main() {
	list := len(os.Args) > 1 && os.Args[1] == "--list"
	names := os.Args[1:]
	if list {
		names = names[1:]
	}
	var selected []testCase
	for _, test := range append(append(basics, objects...), running...) {
		if chosen(test, names) {
			selected = append(selected, test)
		}
	}
	if list {
		for _, test := range selected {
			fmt.Printf("goovirt.%s\n", test.name)
		}
		return
	}

	passed, failed := 0, 0
	var w *world
	for _, test := range selected {
		if w == nil {
			connection := connect(builder())
			w = &world{connection: connection, api: connection.SystemService()}
		}
		start := time.Now()
		problem := attempt(test, w)
		verdict := "PASS"
		if problem == "" {
			passed++
		} else {
			failed++
			verdict = "FAIL"
		}
		fmt.Printf("%s goovirt.%s (%.2f s)\n", verdict, test.name, time.Since(start).Seconds())
		if problem != "" {
			fmt.Println(problem)
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

func asAuthError(err error) bool {
	var target *ovirtsdk.AuthError
	return errors.As(err, &target)
}

func asNotFound(err error) bool {
	var target *ovirtsdk.NotFoundError
	return errors.As(err, &target)
}
