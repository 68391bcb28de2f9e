using System.CommandLine;
using static TorchSharp.torch;

namespace SraCl.Cli.Commands;

/// <summary>The options that say what to compute on and how to print; every command has them.</summary>
internal sealed class MachineOptions
{
    private readonly Option<string> _device = new("--device") { Description = "auto (the first CUDA device if there is one), cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto", HelpName = "name" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads on the CPU; libtorch decides when not given, usually one a core. A run is repeatable for the same number.", HelpName = "number" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on standard output; everything else goes to standard error." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_threads);
        command.Options.Add(_json);
    }

    /// <summary>Sets the number of threads and reads the other options.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <exception cref="SraClException">The number of threads is below 1.</exception>
    public (string Device, bool Json) Apply(ParseResult parsed)
    {
        if (parsed.GetValue(_threads) is { } threads)
        {
            if (threads < 1)
            {
                throw new SraClException($"--threads is {threads}; expected at least 1.");
            }

            set_num_threads(threads);
        }

        return (parsed.GetRequiredValue(_device), parsed.GetValue(_json));
    }
}
