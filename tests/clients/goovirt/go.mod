module berth/tests/clients/goovirt

go 1.19

require github.com/ovirt/go-ovirt v0.0.0-20220427092237-114c47f2835c
