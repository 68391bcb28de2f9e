using SraCl.Semantic.Preparation;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Preparation;

public sealed class SummaryTextsTests
{
    [Fact]
    public void OfItems_AnswersAndGaps_StandByDenseId()
    {
        SummaryAnswer?[] answers = [new("""Sure! {"item summary": "a tent", "potential user analysis": "hikers"}"""), null, new("plain text")];

        SummaryTexts texts = SummaryTexts.OfItems(answers, id => $"item {id}");

        Assert.Equal(["", "a tent hikers", "item 2", "plain text"], texts.Texts);
        Assert.Equal((0, 1), (texts.Cut, texts.Replaced));
    }

    [Fact]
    public void OfSequences_LongAnswer_IsCutAndCounted()
    {
        SummaryTexts texts = SummaryTexts.OfSequences([new("one two three four"), null], index => $"window {index}", new SummaryLimits { SequenceWords = 2 });

        Assert.StartsWith("one two", texts.Texts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("three", texts.Texts[0], StringComparison.Ordinal);
        Assert.Equal("window 1", texts.Texts[1]);
        Assert.Equal((1, 1), (texts.Cut, texts.Replaced));
    }

    [Fact]
    public void OfSequences_Refusal_IsNoText() =>
        Assert.Throws<SummaryException>(() => SummaryTexts.OfSequences([new("   ")], _ => string.Empty));
}
