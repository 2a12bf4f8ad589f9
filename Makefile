# Thin: everything real is in meson.build, tools/ and tests/.
#
#   sudo make demo    the main job on two emulated hypervisors   sudo make demo-stop   end it
#   sudo make check   every test (SUITE=unit|integration|clients|web|lab: one part)
#   make              build        make bench    measure        make install   install
#   make soak         a million requests: memory must not grow
BUILD ?= build
SUITE ?=
export PYTHONDONTWRITEBYTECODE = 1
# A version manager's python on PATH is not the one that Debian's packages belong to.
PYTHON := /usr/bin/python3

.PHONY: all deps setup check soak demo demo-stop bench install format clean
all: setup
	@ninja -C $(BUILD)

deps:
	@tools/install-deps

setup: deps
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) --werror >$(BUILD).setup.log 2>&1 || \
	  { cat $(BUILD).setup.log; exit 1; }
	@rm -f $(BUILD).setup.log

check: deps
	@$(PYTHON) tools/check --build $(BUILD) $(SUITE)

demo: all
	@$(PYTHON) tests/lab/demo start --build $(BUILD)

demo-stop:
	@$(PYTHON) tests/lab/demo stop

bench soak: all
	@tools/install-deps tests/bench/packages.txt
	@$(PYTHON) tests/bench/$(if $(filter soak,$@),soak,run) --build $(BUILD)

install: all
	@meson install -C $(BUILD)

format: deps
	@git ls-files 'src/*.[ch]' 'tests/*.[ch]' | xargs clang-format -i

clean:
	@rm -rf $(BUILD) $(BUILD)-sanitize
