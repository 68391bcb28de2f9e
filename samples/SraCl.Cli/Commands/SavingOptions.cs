using System.CommandLine;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;
using SraCl.Training.Checkpoints;

namespace SraCl.Cli.Commands;

/// <summary>The options that say how trainings are kept from being lost, and whether one goes on.</summary>
internal sealed class SavingOptions
{
    private static readonly TimeSpan Defaults = new CheckpointOptions { Directory = "." }.Interval;

    private readonly Option<string> _every = new("--checkpoint-every") { Description = "How often the state of a training is saved, so that it can go on: a number with ms, s, m or h. Ctrl-C saves it too.", DefaultValueFactory = _ => Duration.Short(Defaults), HelpName = "time" };
    private readonly Option<bool> _none = new("--no-checkpoints") { Description = "Save no state: what is interrupted begins at the beginning." };
    private readonly Option<bool> _older = new("--resume-from-older") { Description = "Go on from an older checkpoint where the newest is damaged." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the unfinished training in --out, with the same options; --epochs and --patience may be raised. An error when there is none." };
    private readonly Option<DirectoryInfo?> _tensorBoard = new("--tensorboard") { Description = "Write losses and metrics for TensorBoard into this directory.", HelpName = "directory" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="forOneRun">Whether the command trains one model; commands that train several go on without being asked.</param>
    public void AddTo(Command command, bool forOneRun)
    {
        Option[] options = forOneRun ? [_resume, _older, _every, _none, _tensorBoard] : [_older, _every, _none];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Completes a plan.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="SraClException">The options contradict each other.</exception>
    public TrainingPlan Complete(ParseResult parsed, TrainingPlan plan)
    {
        bool none = parsed.GetValue(_none);
        bool older = parsed.GetValue(_older);
        bool isOneRun = parsed.CommandResult.Command.Options.Contains(_resume);
        bool resume = isOneRun && (older || parsed.GetValue(_resume));
        foreach (Option option in new Option[] { _every, _resume, _older }.Where(option => none && parsed.GetResult(option) is { Implicit: false }))
        {
            throw new SraClException($"{_none.Name} and {option.Name} exclude each other. Leave one of them out.");
        }

        if (resume && plan.Replace)
        {
            throw new SraClException($"{_resume.Name} goes on with the training in --out, --force begins again. Leave one of them out.");
        }

        return plan with
        {
            CheckpointInterval = none ? null : Duration.Parse(_every.Name, parsed.GetRequiredValue(_every)),
            Resume = resume ? CheckpointResume.Required : CheckpointResume.Never,
            AllowOlderCheckpoint = older,
            TensorBoard = isOneRun ? parsed.GetValue(_tensorBoard)?.ToString() : null,
        };
    }

    /// <summary>Writes the command that goes on where this one was interrupted.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    public string Continuation(ParseResult parsed) => string.Join(
        ' ',
        [ShellText.Program, .. parsed.Tokens.Select(token => token.Value).Where(token => token is not ("--force" or "--resume" or "--resume-from-older")).Select(ShellText.Argument), _resume.Name]);
}
