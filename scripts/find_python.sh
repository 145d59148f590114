#!/bin/sh
# Prints the first Python that can make the virtual environment: 3.11 or newer, with venv and pip.
# $PYTHON goes first. Debian keeps venv in a package of its own, which is installed where that is allowed.

wanted="Python 3.11 or newer"

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

if [ -n "$PYTHON" ]; then
    candidates=$PYTHON
else
    candidates="python3 python3.13 python3.12 python3.11 /usr/bin/python3"
fi

bare=""
for candidate in $candidates; do
    is_new_enough "$candidate" || continue
    if has_venv "$candidate"; then
        echo "$candidate"
        exit 0
    fi
    bare=${bare:-$candidate}
done

if [ -z "$bare" ]; then
    {
        echo "On Record needs $wanted; none was found among: $candidates."
        echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.13;"
        echo "any system: https://www.python.org/downloads/), or name it: make demo PYTHON=/path/to/python3"
    } >&2
    exit 1
fi

package=$("$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
if "$(dirname "$0")/apt_install.sh" "$package" >&2 && has_venv "$bare"; then
    echo "$bare"
    exit 0
fi
{
    echo "$bare has no venv module, which a virtual environment needs."
    echo "Install it (Debian, Ubuntu: apt-get install $package), or name another Python: make demo PYTHON=/path/to/python3"
} >&2
exit 1
