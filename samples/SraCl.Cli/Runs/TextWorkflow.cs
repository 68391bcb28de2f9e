using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;
using SraCl.Splits;

namespace SraCl.Cli.Runs;

/// <summary>Makes the texts of a <see cref="PreparationPlan"/>: from the catalog, or by asking a model.</summary>
internal sealed class TextWorkflow
{
    /// <summary>How long calls in flight are waited for after Ctrl-C.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly PreparationPlan _plan;
    private readonly ItemCatalog _catalog;
    private readonly ItemPrompts _items;
    private readonly SequencePrompts? _sequences;
    private readonly SraCl.Sequences.ItemSequences _known;
    private readonly OfflineTexts _offline = new();

    /// <summary>Creates the workflow and its prompts.</summary>
    /// <param name="plan">What to prepare.</param>
    /// <param name="split">The data.</param>
    /// <param name="catalog">What is known about the items.</param>
    public TextWorkflow(PreparationPlan plan, DatasetSplit split, ItemCatalog catalog)
    {
        (_plan, _catalog) = (plan, catalog);
        bool all = plan.Options.SequencePool == SequencePool.AllPrefixes;
        _known = all ? split.Test.Sequences : split.Train.Sequences;
        _items = all ? ItemPrompts.OfAllPrefixes(split, catalog, plan.Models.Items) : new ItemPrompts(split.Train, catalog, plan.Models.Items);
        if (plan.Sequences == SequenceVectors.Summaries)
        {
            SequencePromptOptions options = plan.Models.Sequences with { MaxItems = plan.Options.MaxLength };
            _sequences = all ? SequencePrompts.OfAllPrefixes(split, catalog, options) : new SequencePrompts(split.Train, catalog, options);
        }
    }

    /// <summary>Says what asking the model would take; asks nothing.</summary>
    /// <param name="session">The models.</param>
    /// <param name="report">Told the figures.</param>
    public void Estimate(ModelSession session, IAnsiConsole report)
    {
        var total = new TokenUsage(0, 0);
        int requests = 0;
        if (_plan.Models.Chat is not null)
        {
            Add("items", _items.Prompts, Checked(session, forItems: true), _plan.Models.Items.SummaryWords + _plan.Models.Items.AudienceWords);
            if (_sequences is not null)
            {
                Add("sequences", _sequences.Prompts, Checked(session, forItems: false), _plan.Models.Sequences.SummaryWords);
            }
        }

        decimal? cost = _plan.Models.Chat is { } chat ? chat.Chat.Price?.Cost(total) : 0;
        if (_plan.Embedder.IsModel)
        {
            long texts = _catalog.ItemCount + (_sequences?.Windows.Count ?? 0);
            long tokens = _plan.Models.Chat is null
                ? _catalog.Texts(_offline.OfItem).Sum(TokenEstimate.Of)
                : (_catalog.ItemCount * Tokens(_plan.Models.Items.SummaryWords + _plan.Models.Items.AudienceWords)) + ((texts - _catalog.ItemCount) * Tokens(_plan.Models.Sequences.SummaryWords));
            // What a model will write is not known yet, so that only composed texts can be looked up.
            string kept = _plan.Models.Chat is null && _sequences is null ? string.Create(CultureInfo.InvariantCulture, $", of which {session.Embedder().CountStored(_catalog.Texts(_offline.OfItem)):N0} have a vector from before") : string.Empty;
            report.Line($"Vectors   at most {texts:N0} texts to embed, about {tokens:N0} tokens{kept}");
            cost = _plan.Models.Embedding is { } embedding ? cost + embedding.Embedding.Price?.Cost(new TokenUsage(tokens, 0)) : cost;
        }

        report.Line(cost is { } amount ? (FormattableString)$"Cost      about {amount:0.00##}" : $"Cost      unknown: give --price, and --embedding-price where a model embeds");
        if (requests > 0)
        {
            var each = TimeSpan.FromSeconds(3);
            double minutes = Math.Max(
                Math.Ceiling((double)requests / _plan.Models.Concurrency) * each.TotalMinutes,
                Math.Max((double)requests / (_plan.Models.Chat!.Chat.RateLimit.RequestsPerMinute ?? int.MaxValue), (double)total.Total / (_plan.Models.Chat.Chat.RateLimit.TokensPerMinute ?? long.MaxValue)));
            report.Line($"Time      about {Duration.Text(TimeSpan.FromMinutes(minutes))} for the prompts, if an answer takes {each.TotalSeconds:F0} seconds and {_plan.Models.Concurrency} are asked for at a time");
        }

        report.Line($"Nothing was asked and nothing saved: this was a dry run");

        void Add(string name, IReadOnlyList<SummaryPrompt> prompts, CachingSummarizer summarizer, int words)
        {
            SummaryEstimate estimate = new SummaryPipeline(summarizer).Estimate(prompts, Tokens(words));
            report.Line(
                $"Prompts   {name}: {estimate.Prompts:N0}, of which {estimate.Cached:N0} are answered and {estimate.Repeated:N0} repeat others; {estimate.Requests:N0} requests, about {estimate.EstimatedInputTokens:N0} tokens to send, {estimate.EstimatedOutputTokens:N0} to receive");
            total += new TokenUsage(estimate.EstimatedInputTokens, estimate.EstimatedOutputTokens);
            requests += estimate.Requests;
        }
    }

    /// <summary>Makes the texts.</summary>
    /// <param name="session">The models; null when none is asked.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it cleanly: what is in flight is waited for and kept.</param>
    /// <exception cref="SraClException">A prompt got no usable answer; those that did are kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was answered is kept.</exception>
    public async Task<PreparationTexts> RunAsync(ModelSession? session, IAnsiConsole report, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> rows = _sequences?.SampleRows ?? [];
        if (_plan.Models.Chat is null)
        {
            // A sentence encoder gets sentences; where words alone count, labels and prices would count too, and are left out.
            IReadOnlyList<string> composed = _plan.Embedder.IsModel ? _catalog.Texts(_offline.OfItem) : _catalog.Texts();
            return new PreparationTexts(composed, _sequences is null ? null : [.. _sequences.Windows.Select(OfflineSequence)], rows);
        }

        SummaryRun items = await AskAsync(session!, "items", "Items", _items.Prompts, _items.ComposeAll(), report, cancellationToken);
        SummaryRun? sequences = _sequences is null ? null : await AskAsync(session!, "sequences", "Sequences", _sequences.Prompts, _sequences.ComposeAll(), report, cancellationToken);
        CheckFailures(session!, [("item", items), .. sequences is null ? Array.Empty<(string, SummaryRun)>() : [("sequence", sequences)]]);
        SummaryTexts itemTexts = SummaryTexts.OfItems(items.Answers, id => _catalog[id] is { } entry ? _offline.OfItem(entry) : string.Empty);
        SummaryTexts? sequenceTexts = sequences is null ? null : SummaryTexts.OfSequences(sequences.Answers, index => OfflineSequence(_sequences!.Windows[index]));
        int cut = itemTexts.Cut + (sequenceTexts?.Cut ?? 0);
        int replaced = itemTexts.Replaced + (sequenceTexts?.Replaced ?? 0);
        if (cut + replaced > 0)
        {
            report.Line($"          {cut:N0} answers longer than asked for lost their last words; {replaced:N0} texts are composed from the catalog, for want of an answer");
        }

        return new PreparationTexts(itemTexts.Texts, sequenceTexts?.Texts, rows);
    }

    /// <summary>Estimates the tokens of some words: English words have about four thirds of a token each.</summary>
    private static int Tokens(int words) => (4 * words / 3) + 1;

    private static CachingSummarizer Checked(ModelSession session, bool forItems) =>
        session.Summarizer(answer => _ = forItems ? SummaryParser.ParseItem(answer).Text : SummaryParser.ParseSequence(answer).Text);

    private string OfflineSequence(SraCl.Sequences.SequenceWindow window) =>
        _offline.OfSequence(_catalog, _known[window.User][Math.Max(0, window.End - _plan.Options.MaxLength)..window.End]);

    private async Task<SummaryRun> AskAsync(
        ModelSession session,
        string name,
        string title,
        IReadOnlyList<SummaryPrompt> prompts,
        IEnumerable<ComposedPrompt> composed,
        IAnsiConsole report,
        CancellationToken cancellationToken)
    {
        CachingSummarizer summarizer = Checked(session, forItems: string.Equals(name, "items", StringComparison.Ordinal));
        PromptAudit.Write(Path.Combine(_plan.Output, $"prompts.{name}.jsonl"), composed, summarizer.Fingerprint);
        var pipeline = new SummaryPipeline(summarizer, new SummaryPipelineOptions { Concurrency = _plan.Models.Concurrency });
        using var giveUp = new CancellationTokenSource();
        await using CancellationTokenRegistration grace = cancellationToken.Register(() => giveUp.CancelAfter(Grace));
        SummaryRun run;
        try
        {
            run = await SummaryDisplay.ShowAsync(report, title, () => session.Spent, progress => pipeline.RunAsync(prompts, progress, cancellationToken, giveUp.Token));
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            throw new KeptWorkException($"Calls in flight took too long and were given up. {Kept(session)}", cancellationToken);
        }
        catch (BudgetExceededException e)
        {
            throw new SraClException($"{e.Message} {Kept(session)}", e);
        }

        if (run.Failures.Select(failure => failure.Error).FirstOrDefault(error => error.ConcernsEveryCall) is { } fatal)
        {
            throw new SraClException($"{fatal.Message} Every other prompt would fail in the same way, so that no more were asked. {Kept(session)}", fatal);
        }

        if (!run.IsComplete && cancellationToken.IsCancellationRequested)
        {
            throw new KeptWorkException($"{run.Progress.Done} of {run.Progress.Total} prompts about {name} have an answer. {Kept(session)}", cancellationToken);
        }

        return run;
    }

    private static string Kept(ModelSession session) => $"All answers so far are kept in '{session.StorePath}': the same command goes on from there.";

    private void CheckFailures(ModelSession session, (string Name, SummaryRun Run)[] runs)
    {
        if (_plan.Models.ReplaceFailures || runs.All(entry => entry.Run.IsComplete))
        {
            return;
        }

        string counts = string.Join(" and ", runs.Where(entry => !entry.Run.IsComplete).Select(entry => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{entry.Run.Progress.Total - entry.Run.Progress.Done:N0} of {entry.Run.Progress.Total:N0} {entry.Name} prompts")));
        string first = runs.SelectMany(entry => entry.Run.Failures).Select(failure => failure.Error.Message).FirstOrDefault() ?? "too many failed one after the other.";
        throw new SraClException($"{counts} got no usable answer; the first: {first} {Kept(session)} Or add --replace-failures, for texts composed from the catalog in their place.");
    }
}
