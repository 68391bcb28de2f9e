#Requires -Version 5.1
<#
.SYNOPSIS
Builds, runs and tests SraCl on Windows, with TorchSharp from NuGet.
.PARAMETER Command
demo, test, bench (BenchmarkDotNet; the comparison with PyTorch is build.sh's), pack or clean.
.PARAMETER Runtime
The native backend: TorchSharp-cpu (default) or TorchSharp-cuda-windows. Remembered until another is named, for plain `dotnet build/test/run` too.
.PARAMETER Arguments
Passed on to the command; those with one dash have to stand in quotes ('-v' normal), or PowerShell takes them for its own. Paths are taken from the
repository's folder.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('demo', 'test', 'bench', 'pack', 'clean')]
    [string] $Command = 'demo',
    [ValidateSet('TorchSharp-cpu', 'TorchSharp-cuda-windows')]
    [string] $Runtime = 'TorchSharp-cpu',
    [Parameter(ValueFromRemainingArguments = $true)]
    [string[]] $Arguments = @()
)

$ErrorActionPreference = 'Stop'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    throw 'The .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again.'
}

$file = Join-Path $PSScriptRoot 'TorchProvider.local.props'
$choice = "<Project><PropertyGroup><TorchProvider>package</TorchProvider><TorchRuntimePackage>$Runtime</TorchRuntimePackage></PropertyGroup></Project>"
if ($Command -ne 'clean' -and ($PSBoundParameters.ContainsKey('Runtime') -or -not (Test-Path $file))) {
    Set-Content -Path $file -Value $choice -Encoding utf8
}

$code = 0
Push-Location $PSScriptRoot
try {
    switch ($Command) {
        'demo' { dotnet run --project samples/SraCl.Cli -c Release -- demo @Arguments }
        'test' { dotnet test SraCl.sln -c Release --nologo @Arguments }
        'bench' { dotnet run --project benchmarks/SraCl.Benchmarks -c Release -- @Arguments }
        'pack' { dotnet pack SraCl.sln -c Release -o artifacts/packages --nologo -p:ContinuousIntegrationBuild=true @Arguments }
        'clean' { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue artifacts, $file }
    }
    if ($Command -ne 'clean') { $code = $LASTEXITCODE }
}
finally {
    Pop-Location
}
exit $code
