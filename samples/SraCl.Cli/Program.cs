using System.Runtime.InteropServices;
using SraCl.Cli;
using SraCl.Cli.Consoles;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C asks the command to end in good order; a second one ends the process at once.
void Cancel(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return await CliApp.RunAsync(args, CliConsole.OfProcess(), cancellation.Token);
