#!/bin/sh
# Writes constraints.txt: the exact version of every package that a fresh installation with all extras gets today.
# Use: scripts/constraints.sh PYTHON TORCH_VERSION, from the root of the repository.
set -eu
export LC_ALL=C

python=$1
torch=$2
venv=.venv-constraints

rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --disable-pip-version-check "torch==$torch" ".[bench,dev]"
"$venv/bin/python" -m pip check
{
    echo "# Exact versions for \`make demo\` and \`make test\`; pyproject.toml holds the open ranges."
    echo "# Written by \`make constraints\` with $("$venv/bin/python" --version). Do not edit."
    # audioop-lts replaces a module that Python 3.13 dropped; an older Python does not install it.
    # Version suffixes such as +cpu name a build, and which build is right depends on the machine.
    { "$venv/bin/python" -m pip freeze --all --exclude pip --exclude onrecord; echo "audioop-lts==0.2.2"; } |
        sed -e 's/+[a-z0-9.]*$//' | sort -f -u
} >constraints.txt.new
if grep -n -E '@|^-|/' constraints.txt.new | grep -v '^[0-9]*:#'; then
    echo "These lines name a place on this machine; constraints.txt was left as it was." >&2
    exit 1
fi
mv constraints.txt.new constraints.txt
rm -rf "$venv"
