#!/usr/bin/env bash
# Builds, runs and tests SraCl. `./build.sh help` lists the commands.
set -euo pipefail
caller=$PWD                               # Files that are named on the command line are the caller's.
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$PWD

configuration=Release
choice=TorchProvider.local.props          # The remembered TorchSharp provider; plain `dotnet build/test/run` read it too.
unsure="no feed answered"                 # Stands in that file when it was guessed.
shim=artifacts/interop/libsracl_torch.so  # The native half of the `system` provider.
export DOTNET_CLI_UI_LANGUAGE=en          # What `dotnet` prints is read below.

# Built programs look for .NET where DOTNET_ROOT says, else only where it is installed for all users: it has to be the one that builds them.
if dotnet=$(command -v dotnet); then
  dotnet_folder=$(dirname "$(readlink -f "$dotnet")")
  if [[ -d $dotnet_folder/host/fxr ]]; then export DOTNET_ROOT=$dotnet_folder; fi
fi

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
if [[ ! -t 1 ]]; then say() { printf '==> %s\n' "$*"; }; fi

usage() {
  cat <<'TEXT'
Usage: ./build.sh COMMAND [ARGUMENTS]

  demo    make a small shop, find neighbors, train without and with the losses, compare, recommend; arguments go to `sracl demo`
  test    build everything and run all tests; arguments go to `dotnet test`
  bench   compare speed and memory with PyTorch; arguments go to benchmarks/compare.sh
  pack    make the NuGet packages (needs the TorchSharp packages); arguments go to `dotnet pack`
  setup   only choose the TorchSharp provider and install what it needs
  clean   remove everything that was built, and the remembered provider

TORCH_PROVIDER=package or =system in the environment overrides the choice of provider; with packages, TorchRuntimePackage=TorchSharp-cuda-linux
there takes the backend for NVIDIA cards.
TEXT
}

# TorchSharp comes from NuGet where the feed has it; elsewhere the interop/ projects offer the same API over the system's libtorch.
choose_provider() {
  local provider=${TORCH_PROVIDER:-} note=
  if [[ -z $provider && -f $choice ]] && ! grep -q "$unsure" "$choice"; then
    provider=$(sed -n 's:.*<TorchProvider[^>]*>\(.*\)</TorchProvider>.*:\1:p' "$choice")
  fi
  if [[ -z $provider ]]; then
    say "Looking for TorchSharp on this machine's NuGet feeds"
    if [[ $(uname -s)-$(uname -m) == Linux-aarch64 ]]; then
      provider=system # There is no TorchSharp backend package for 64-bit Arm Linux.
    elif dotnet restore samples/BringYourOwnModel -p:TorchProvider=package --artifacts-path artifacts/probe -v quiet >artifacts/probe.log 2>&1; then
      provider=package # An application: the native backend is there too.
    elif grep -Eq 'NU110[123]: [^[]*TorchSharp' artifacts/probe.log; then
      provider=system # The feeds answer, and do not have it.
    else
      tail -n 5 artifacts/probe.log >&2
      say "The feeds do not say whether they have TorchSharp (above, and in artifacts/probe.log): taking the operating system's libtorch, and asking again next time. TORCH_PROVIDER=package or =system chooses."
      provider=system note=$unsure
    fi
  fi
  case $provider in
    package) say "TorchSharp provider: package (TorchSharp from NuGet)" ;;
    system) say "TorchSharp provider: system (interop/ over the system's libtorch)" ;;
    *) fail "TORCH_PROVIDER is '$provider'; expected package or system." ;;
  esac
  local content="<Project><PropertyGroup><TorchProvider>$provider</TorchProvider></PropertyGroup>${note:+<!-- $note -->}</Project>"
  # A file that already says so may say more, such as a backend of the user's choice.
  if [[ ! -f $choice || -n $note ]] || grep -q "$unsure" "$choice" || ! grep -q "<TorchProvider>$provider</TorchProvider>" "$choice"; then
    printf '%s\n' "$content" >"$choice"
  fi
  torch_provider=$provider
}

# libtorch-dev: the tensor library; libopenblas0-pthread: its fast matrix products; cmake and g++: to compile the binding.
install_libtorch() {
  local wanted=(libtorch-dev libopenblas0-pthread cmake g++ make) missing=() name
  if ! command -v dpkg-query >/dev/null; then
    command -v cmake >/dev/null || fail "This system is not Debian or Ubuntu: install libtorch with headers, OpenBLAS, cmake and a C++17 compiler, then run this again."
    return
  fi
  for name in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      fail "These packages are missing and this user may not install them: ${missing[*]}. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
  fi
  say "Installing ${missing[*]} (libtorch, its matrix products, and what compiles the binding to it; about 1 GB)"
  "${as_root[@]}" apt-get update -qq || say "The package lists could not be refreshed; trying with those that are there"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >artifacts/apt.log 2>&1 \
    || { tail -n 20 artifacts/apt.log >&2; fail "apt-get could not install ${missing[*]}; its last lines are above, all of them in artifacts/apt.log."; }
}

build_shim() {
  mkdir -p artifacts/interop
  # It is made anew when its sources or the libtorch that it was linked with have changed, or when a link was cut short.
  if [[ -f $shim && -z $(find interop/native -newer "$shim" -type f -print -quit) ]] \
    && linked=$(ldd "$shim" 2>/dev/null) && [[ $linked != *"not found"* ]]; then return; fi
  say "Compiling the native half of the binding (interop/native)"
  { cmake -S interop/native -B artifacts/interop/build -DCMAKE_BUILD_TYPE=Release -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$PWD/artifacts/interop" \
    && cmake --build artifacts/interop/build; } >artifacts/interop/build.log 2>&1 \
    || { tail -n 30 artifacts/interop/build.log >&2; fail "interop/native did not compile; the whole log is artifacts/interop/build.log."; }
}

setup() {
  command -v dotnet >/dev/null || fail "The .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again."
  mkdir -p artifacts
  dotnet --version >artifacts/sdk.log 2>&1 \
    || { cat artifacts/sdk.log >&2; fail "The .NET 10 SDK is needed (https://dotnet.microsoft.com/download); what 'dotnet --version' says here is above."; }
  choose_provider
  if [[ $torch_provider == system ]]; then
    install_libtorch
    build_shim
  fi
}

build() {
  say "Building $1"
  dotnet build "$1" -c $configuration -v quiet --nologo >artifacts/build.log 2>&1 \
    || { cat artifacts/build.log >&2; fail "$1 did not build; the messages are above."; }
}

demo() {
  setup
  build samples/SraCl.Cli
  say "Running the demo: sracl demo"
  cd "$caller"
  "$root/artifacts/bin/SraCl.Cli/${configuration,,}/sracl" demo "$@"
}

run_tests() {
  setup
  say "Building and testing SraCl.sln"
  local log=artifacts/test.log status=0
  dotnet test SraCl.sln -c $configuration --nologo -v quiet --logger "console;verbosity=minimal" "$@" 2>&1 | tee "$log" || status=$?
  # One closing line over all test projects: `dotnet test` prints one a project.
  awk '/ - Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+/ {
         gsub(",", ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
       } END { printf "Tests: %d passed, %d failed, %d skipped\n", p, f, s }' "$log"
  return $status
}

bench() {
  setup
  say "Building the benchmarks and comparing with PyTorch: benchmarks/compare.sh"
  cd "$caller"
  "$root/benchmarks/compare.sh" "$@"
}

pack() {
  setup
  [[ $torch_provider == package ]] \
    || fail "Packages depend on the real TorchSharp and are packed against it, but the provider is 'system', which $choice remembers. Where a NuGet feed has TorchSharp, choose anew: delete that file, or set TORCH_PROVIDER=package."
  # As on a build server: no path of this machine enters the symbols.
  dotnet pack SraCl.sln -c $configuration -o artifacts/packages --nologo -v quiet -clp:NoSummary -p:ContinuousIntegrationBuild=true "$@"
  say "Packages are in artifacts/packages"
}

clean() {
  rm -rf artifacts "$choice"
  say "Removed artifacts/ and $choice"
}

command=${1:-help}
[[ $# -gt 0 ]] && shift
case $command in
  demo) demo "$@" ;;
  test) run_tests "$@" ;;
  bench) bench "$@" ;;
  pack) pack "$@" ;;
  setup) setup ;;
  clean) clean ;;
  help | -h | --help) usage ;;
  *) usage >&2; fail "unknown command '$command'" ;;
esac
