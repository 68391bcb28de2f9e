using System.CommandLine;
using System.Globalization;
using SraCl.Cli.Runs;
using SraCl.Semantic.Preparation;

namespace SraCl.Cli.Commands;

/// <summary>The options that say which contrastive losses join the training.</summary>
internal sealed class ContrastOptions
{
    private readonly Option<DirectoryInfo?> _semantics;
    private readonly Option<double> _alpha = new("--alpha") { Description = "The weight of the cross-sequence (user) loss.", DefaultValueFactory = _ => ContrastPlan.DefaultAlpha, HelpName = "number" };
    private readonly Option<double> _beta = new("--beta") { Description = "The weight of the intra-sequence (item) loss.", DefaultValueFactory = _ => ContrastPlan.DefaultBeta, HelpName = "number" };
    private readonly Option<int> _k = new("--k") { Description = "How many nearest neighbors the losses use.", DefaultValueFactory = _ => ContrastPlan.DefaultNeighbors, HelpName = "number" };
    private readonly Choice<SraClProtocol> _protocol = new("--protocol", "Whose reading of the paper the losses follow; official: that of the paper's published code. The neighbors must have been prepared under the same.", SraClProtocol.Default);

    /// <summary>Creates the options.</summary>
    /// <param name="required">Whether the command cannot do without neighbors.</param>
    public ContrastOptions(bool required)
    {
        _semantics = new Option<DirectoryInfo?>("--semantics")
        {
            Description = $"A directory that 'sracl prepare' wrote{(required ? string.Empty : "; with it, SRA-CL's two losses join the training")}.",
            Required = required,
            HelpName = "directory",
        };
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withNumbers">Whether the command takes one value of each weight and of k.</param>
    public void AddTo(Command command, bool withNumbers = true)
    {
        foreach (Option option in withNumbers ? [_semantics, .. Settings] : (Option[])[_semantics, _protocol.Option])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <returns>The plan; null when no directory was given.</returns>
    /// <exception cref="SraClException">A setting was given without a directory, or the directory holds no neighbors.</exception>
    public ContrastPlan? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_semantics) is { } directory)
        {
            return new ContrastPlan(SemanticsSource.Open(directory.ToString()))
            {
                Alpha = Value(_alpha, ContrastPlan.DefaultAlpha),
                Beta = Value(_beta, ContrastPlan.DefaultBeta),
                Neighbors = Value(_k, ContrastPlan.DefaultNeighbors),
                Protocol = _protocol.Value(parsed),
            };
        }

        return Settings.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused
            ? throw new SraClException($"{unused.Name} is for the contrastive losses. Add --semantics with a directory that 'sracl prepare' wrote, or leave it out.")
            : null;

        // A command that does not take the number knows nothing of its default either.
        T Value<T>(Option<T> option, T preset) => parsed.GetResult(option) is null ? preset : parsed.GetValue(option)!;
    }

    /// <summary>Gets the settings that training needs with neighbors that were found under these rules; empty when those of the command line do.</summary>
    /// <param name="rules">The rules.</param>
    public static string For(SemanticNeighborsOptions rules)
    {
        string protocol = rules.Protocol == SemanticProtocol.Official ? " --protocol official" : string.Empty;
        return rules.K < ContrastPlan.DefaultNeighbors ? string.Create(CultureInfo.InvariantCulture, $"{protocol} --k {rules.K}") : protocol;
    }

    private Option[] Settings => [_alpha, _beta, _k, _protocol.Option];
}
