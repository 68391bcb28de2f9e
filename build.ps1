#Requires -Version 5.1
<#
.SYNOPSIS
Builds, runs and tests SraCl on Windows, with TorchSharp from NuGet.
.PARAMETER Command
demo, test, bench, pack or clean.
.PARAMETER Runtime
The native backend: TorchSharp-cpu (default) or TorchSharp-cuda-windows. Remembered for plain `dotnet build/test/run`.
.PARAMETER Arguments
Passed on to the command.
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
Set-Location $PSScriptRoot

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    throw 'The .NET SDK is missing. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again.'
}

$choice = "<Project><PropertyGroup><TorchProvider>package</TorchProvider><TorchRuntimePackage>$Runtime</TorchRuntimePackage></PropertyGroup></Project>"
if ($Command -ne 'clean') { Set-Content -Path TorchProvider.local.props -Value $choice -Encoding utf8 }

switch ($Command) {
    'demo' { dotnet run --project samples/SraCl.Cli -c Release -- demo @Arguments }
    'test' { dotnet test SraCl.sln -c Release --nologo @Arguments }
    'bench' { dotnet run --project benchmarks/SraCl.Benchmarks -c Release -- @Arguments }
    'pack' { dotnet pack SraCl.sln -c Release -o artifacts/packages --nologo }
    'clean' { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue artifacts, TorchProvider.local.props }
}
if ($Command -ne 'clean') { exit $LASTEXITCODE }
