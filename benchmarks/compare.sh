#!/usr/bin/env bash
# Builds the benchmarks and alternates them with the same work in PyTorch; arguments go to compare.py (--help lists them).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# Built programs look for .NET where DOTNET_ROOT says, else only where it is installed for all users: it has to be the one that builds them.
if dotnet=$(command -v dotnet); then
    dotnet_folder=$(dirname "$(readlink -f "$dotnet")")
    if [[ -d $dotnet_folder/host/fxr ]]; then export DOTNET_ROOT=$dotnet_folder; fi
fi

python="${PYTHON:-/usr/bin/python3}"
if ! "$python" -c 'import numpy, torch' 2>/dev/null; then
    echo "compare.sh: '$python' has no PyTorch and NumPy. Install them (apt-get install python3-torch python3-numpy) or name another Python in the variable PYTHON." >&2
    exit 2
fi

executable="${SRACL_BENCHMARKS:-}"
if [[ -z "$executable" ]]; then
    # From here, where global.json says which SDK builds; the arguments name files as the caller sees them.
    output="$(cd "$here" && dotnet build SraCl.Benchmarks --configuration Release --verbosity quiet --nologo)" || { echo "$output" >&2; exit 1; }
    executable="$(cd "$here" && dotnet msbuild SraCl.Benchmarks -p:Configuration=Release --getProperty:RunCommand)"
fi

exec "$python" "$here/compare.py" --executable "$executable" "$@"
