#!/usr/bin/env bash
# Builds the benchmarks and alternates them with the same work in PyTorch; arguments go to compare.py (--help lists them).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

python="${PYTHON:-/usr/bin/python3}"
if ! "$python" -c 'import numpy, torch' 2>/dev/null; then
    echo "compare.sh: '$python' has no PyTorch and NumPy. Install them (apt-get install python3-torch python3-numpy) or name another Python in the variable PYTHON." >&2
    exit 2
fi

executable="${SRACL_BENCHMARKS:-}"
if [[ -z "$executable" ]]; then
    output="$(dotnet build "$here/SraCl.Benchmarks" --configuration Release --verbosity quiet --nologo)" || { echo "$output" >&2; exit 1; }
    executable="$(dotnet msbuild "$here/SraCl.Benchmarks" -p:Configuration=Release --getProperty:RunCommand)"
fi

exec "$python" "$here/compare.py" --executable "$executable" "$@"
