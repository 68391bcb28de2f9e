using System.Text.RegularExpressions;

namespace SraCl.Cli.Consoles;

/// <summary>Says errors of the library in the words of the command line.</summary>
internal static partial class ErrorText
{
    // The library's messages name its properties, which are options here.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["name its format (InteractionFormat) or a reader explicitly"] = "name its format with --format",
        ["Name it:"] = "Name it with --format:",
        ["a DelimitedReader with DelimitedOptions.Header"] = "--format csv or tsv with --header",
        ["DelimitedOptions.Header"] = "--header",
        ["DelimitedOptions.Delimiter"] = "--delimiter",
        ["DelimitedOptions.User"] = "--user-column",
        ["DelimitedOptions.Item"] = "--item-column",
        ["set DelimitedOptions.Quoted to false"] = "add --no-quotes",
        ["DelimitedOptions.Quoted = false"] = "--no-quotes",
        ["loosen DatasetOptions"] = "loosen the filters",
        ["MaxBadRowShare"] = "--max-bad-rows",
        ["MinUserEvents"] = "--min-user-events",
        ["MinItemEvents"] = "--min-item-events",
        ["MinRating"] = "--min-rating",
        ["FromTime"] = "--from-time",
        ["BeforeTime"] = "--before-time",
        ["LeaveOneOutSplitter"] = "--split leave-one-out",
        ["ValidationStart"] = "--validation-start",
        ["TestStart"] = "--test-start",
        ["ValidationShare"] = "--validation-share",
        ["TestShare"] = "--test-share",
        ["MaxLength"] = "--max-length",
        ["HiddenSize"] = "--hidden-size",
        ["InnerSize"] = "--inner-size",
        ["Layers is"] = "--layers is",
        ["Heads is"] = "--heads is",
        ["HiddenDropout"] = "--dropout",
        ["AttentionDropout"] = "--dropout",
        ["EmbeddingDropout"] = "--dropout",
        ["EmbeddingSize"] = "--hidden-size",
        ["The GRU's configuration is not valid. HiddenSize is"] = "The GRU's configuration is not valid. --inner-size is",
        ["Epochs is"] = "--epochs is",
        ["BatchSize"] = "--batch-size",
        ["LearningRate"] = "--learning-rate",
        ["WeightDecay"] = "--weight-decay",
        ["GradientClipNorm"] = "--clip-norm",
        ["WarmUpEpochs"] = "--warm-up-epochs",
        ["WarmUpTrials"] = "--warm-up-trials",
        ["Patience is"] = "--patience is",
        ["The cross-sequence contrast is not set up right. Weight is"] = "--alpha is",
        ["The cross-sequence contrast is not set up right. Neighbors is"] = "--k is",
        ["To train without this loss, leave AddCrossSequenceContrast out; instead of AddSraClLosses, add the other loss alone."] = "To train with the item loss alone, use 'sracl ablate --variants item'.",
        ["The intra-sequence contrast is not set up right. Weight is"] = "--beta is",
        ["The intra-sequence contrast is not set up right. Neighbors is"] = "--k is",
        ["To train without this loss, leave AddIntraSequenceContrast out; instead of AddSraClLosses, add the other loss alone."] = "To train with the user loss alone, use 'sracl ablate --variants user'.",
        ["BudgetOptions.MaxCost is"] = "--budget is",
        ["BudgetOptions.MaxTokens is"] = "--budget is",
        ["OpenAIOptions.Chat.Price is null"] = "--price is not given",
        ["OpenAIOptions.Embedding.Price is null"] = "--embedding-price is not given",
        ["OpenAIOptions.Chat.Temperature is"] = "--temperature is",
        ["OpenAIOptions.Chat.MaxOutputTokens is"] = "--max-output-tokens is",
        ["OpenAIOptions.Endpoint is"] = "--endpoint is",
        ["OpenAIOptions.Chat.RateLimit.RequestsPerMinute is"] = "--requests-per-minute is",
        ["OpenAIOptions.Chat.RateLimit.TokensPerMinute is"] = "--tokens-per-minute is",
        ["Set it, or set OpenAIOptions.ApiKey"] = "Set it, or name another with --api-key-variable",
        ["ItemPromptOptions.MaxTokens is"] = "--max-prompt-tokens is",
        ["SequencePromptOptions.MaxTokens is"] = "--max-prompt-tokens is",
        ["AllowOlder"] = "--resume-from-older",
        ["EncodingThreads is"] = "--threads is",
        ["OperatorThreads is"] = "--threads is",
        ["SelectionMetric is"] = "--selection-metric is",
        ["Seed is"] = "--seed is",
        ["SeenItems is"] = "--seen is",
        ["TieRule is"] = "--tie-rule is",
        ["Windows is"] = "--windows is",
        ["Alpha is"] = "--alpha is",
        ["Beta is"] = "--beta is",
        ["Neighbors is"] = "--k is",
        ["Dimension is"] = "--dimension is",
        ["K is"] = "--k is",
        ["Name it: JsonLines, Csv, Tsv, Amazon, Yelp"] = "Name it with --items-format: jsonl, csv, tsv, amazon, yelp",
        ["or name the format or the delimiter"] = "or add --items-format or --items-delimiter",
        ["Name the field in CatalogFields.Id"] = "Name the field with --items-id",
        ["Correct CatalogFields.Id"] = "Correct --items-id",
        ["Correct CatalogFields.Title"] = "Correct --items-title",
        ["Correct CatalogFields.Brand"] = "Correct --items-brand",
        ["Correct CatalogFields.Categories"] = "Correct --items-categories",
        ["Correct CatalogFields.Description"] = "Correct --items-description",
        ["CatalogFileOptions.Delimiter is for tables, but Format is"] = "--items-delimiter is for tables, but --items-format is",
        ["CatalogFileOptions.Delimiter"] = "--items-delimiter",
        ["name the field that holds them"] = "name the field that holds them with --items-id",
        ["the directory that preparation saved to, or prepare it again"] = "a directory that 'sracl prepare' wrote, or prepare it again",
        ["set RecommendationOptions.UnknownItems to Ignore"] = "add --ignore-unknown",
        ["TrainingLogWriter could"] = "The log of the training could",
        ["TensorBoardWriter could"] = "TensorBoard's event file could",

        // As configurations of backbones are written; hiddenSize is --hidden-size in some and --inner-size in others.
        ["maxLength is"] = "--max-length is",
        ["innerSize is"] = "--inner-size is",
        ["embeddingSize is"] = "--hidden-size is",
        ["layers is"] = "--layers is",
        ["heads is"] = "--heads is",
        ["hiddenDropout is"] = "--dropout is",
        ["attentionDropout is"] = "--dropout is",
        ["embeddingDropout is"] = "--dropout is",
    };

    // What stands in quotation marks is the user's own text and stays.
    private static readonly Regex Pattern = new(
        $@"(?<!\w)'[^']*'|\b(?:(?:Dataset|GlobalTimeSplit|SemanticNeighbors|LatentSemantic|Collaborative)Options\.)?(?<word>{string.Join('|', Words.Keys.OrderByDescending(word => word.Length).Select(Regex.Escape))})(?!\w)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>Makes one paragraph that names options instead of properties. Where several properties are one option, what is said of it is said once.</summary>
    /// <param name="message">The library's message.</param>
    public static string ForCommandLine(string message)
    {
        string text = Pattern.Replace(OneParagraph(message), match => match.Groups["word"] is { Success: true } word ? Words[word.Value] : match.Value);
        var said = new HashSet<string>(StringComparer.Ordinal);
        return Statements().Replace(text, match => match.Groups["statement"] is { Success: true } statement && !said.Add(statement.Value) ? string.Empty : match.Value);
    }

    /// <summary>Joins the lines of a message.</summary>
    /// <param name="message">The message.</param>
    public static string OneParagraph(string message) => LineBreaks().Replace(message.Trim(), " ");

    /// <summary>What the user wrote, and what is said of an option: a difference in a list, or a sentence about a value that cannot be.</summary>
    [GeneratedRegex(@"(?<!\w)'[^']*'|,? (?<statement>--[a-z0-9-]+ is (?:(?! --).)*?(?: there and (?:(?! --).)*? now\b|; expected (?:(?! --).)*?\.(?= |$)))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statements();

    [GeneratedRegex(@"\s*[\r\n]+\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineBreaks();
}
