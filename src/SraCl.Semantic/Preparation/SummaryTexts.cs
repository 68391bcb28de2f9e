using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>The texts that are embedded, made of a model's answers.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Texts">The texts.</param>
/// <param name="Cut">The number of answers that were longer than their limit and lost words.</param>
/// <param name="Replaced">The number of prompts without an answer, whose texts were made otherwise.</param>
public sealed record SummaryTexts(IReadOnlyList<string> Texts, int Cut, int Replaced)
{
    /// <summary>Reads the answers about items.</summary>
    /// <param name="answers">The answers to <see cref="Prompts.ItemPrompts.Prompts"/>; null where there is none.</param>
    /// <param name="otherwise">Makes the text of an item (dense id) that has no answer, such as <see cref="OfflineTexts.OfItem"/>.</param>
    /// <param name="limits">How long texts may be; null for the defaults.</param>
    /// <returns>N + 1 texts by dense id; that of row 0 (padding) is empty.</returns>
    /// <exception cref="SummaryException">An answer is none; <see cref="CheckedSummarizer"/> keeps such from being stored.</exception>
    public static SummaryTexts OfItems(IReadOnlyList<SummaryAnswer?> answers, Func<int, string> otherwise, SummaryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(otherwise);
        SummaryTexts read = Read(answers, index => otherwise(index + 1), text =>
        {
            ItemSummary summary = SummaryParser.ParseItem(text, limits);
            return (summary.Text, summary.IsCut);
        });
        return read with { Texts = [string.Empty, .. read.Texts] };
    }

    /// <summary>Reads the answers about sequences.</summary>
    /// <param name="answers">The answers to <see cref="Prompts.SequencePrompts.Prompts"/>; null where there is none.</param>
    /// <param name="otherwise">Makes the text of a window (its index) that has no answer, such as <see cref="OfflineTexts.OfSequence"/>.</param>
    /// <param name="limits">How long texts may be; null for the defaults.</param>
    /// <returns>The texts of <see cref="Prompts.SequencePrompts.Windows"/>, in their order.</returns>
    /// <exception cref="SummaryException">An answer is none; <see cref="CheckedSummarizer"/> keeps such from being stored.</exception>
    public static SummaryTexts OfSequences(IReadOnlyList<SummaryAnswer?> answers, Func<int, string> otherwise, SummaryLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(otherwise);
        return Read(answers, otherwise, text =>
        {
            SummaryText summary = SummaryParser.ParseSequence(text, limits);
            return (summary.Text, summary.IsCut);
        });
    }

    private static SummaryTexts Read(IReadOnlyList<SummaryAnswer?> answers, Func<int, string> otherwise, Func<string, (string Text, bool IsCut)> parse)
    {
        var texts = new string[answers.Count];
        int cut = 0;
        int replaced = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            if (answers[i] is { } answer)
            {
                (texts[i], bool isCut) = parse(answer.Text);
                cut += isCut ? 1 : 0;
            }
            else
            {
                texts[i] = otherwise(i);
                replaced++;
            }
        }

        return new SummaryTexts(texts, cut, replaced);
    }
}
