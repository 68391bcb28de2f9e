using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Summaries;

public sealed class SummaryParserTests
{
    [Theory]
    [InlineData("""{"item summary": "A red wig.", "potential user analysis": "Cosplayers."}""")]
    [InlineData("Here is the analysis:\n\n{\n  \"item summary\": \"A red wig.\",\n  \"potential user analysis\": \"Cosplayers.\"\n}\n\nLet me know {if} more helps.")]
    [InlineData("```json\n{\"item summary\": \"A red wig.\", \"potential user analysis\": \"Cosplayers.\",}\n```")]
    [InlineData("""{"Item_Summary": "A red wig.", "potentialUserAnalysis": "Cosplayers."}""")]
    [InlineData("""{"answer": [{"item summary": ["A red", "wig."], "potential user analysis": {"who": "Cosplayers."}}]}""")]
    [InlineData("""The item {no. 3} is: {"item summary": "A red wig.", /* ok? */ "potential user analysis": "Cosplayers."}""")]
    [InlineData("<think>It says {\"item summary\": \"wrong\"}.</think>{\"item summary\": \"A red wig.\", \"potential user analysis\": \"Cosplayers.\"}")]
    [InlineData("**Item Summary:** A red wig.\n\n**Potential User Analysis:** Cosplayers.")]
    [InlineData("Here it is.\n\n1. Item Summary: A red wig.\n\n2. Potential User Analysis: Cosplayers.")]
    [InlineData("### Potential user analysis: Cosplayers.\n### Item summary: A red wig.")]
    [InlineData("{\n  \"item summary\": \"A red\n wig.\",\n  \"potential user analysis\": \"Cosplayers.")]
    public void ParseItem_AnswersAsTheyCome_GiveBothTexts(string answer) => Assert.Equal(
        new ItemSummary(new SummaryText("A red wig.", IsCut: false), new SummaryText("Cosplayers.", IsCut: false)), SummaryParser.ParseItem(answer));

    [Fact]
    public void ParseItem_QuotesInsideATextAndWordsAfterTheObject_AreHandled()
    {
        ItemSummary summary = SummaryParser.ParseItem("{\"item summary\": \"A 28\" wig, called \"Wave\".\", \"potential user analysis\": \"Cosplayers.\"}\n\nI hope this helps!");

        Assert.Equal("A 28\" wig, called \"Wave\".", summary.Description.Text);
        Assert.Equal("Cosplayers.", summary.PotentialUsers?.Text);
    }

    [Theory]
    [InlineData("{\"\\ud800\": 1, \"item summary\": \"A red wig.\"}")]
    [InlineData("{\"a\": {\"item summary\": \"\\udc00\"}} {\"item summary\": \"A red wig.\"}")]
    public void ParseItem_EscapesThatAreHalfACharacter_AreReadAround(string answer) => Assert.Equal("A red wig.", SummaryParser.ParseItem(answer).Text);

    [Fact]
    public void ParseItem_FreeText_IsOneText()
    {
        ItemSummary summary = SummaryParser.ParseItem("Based on the information, the item is a nail dotting tool.\n\nIts buyers paint their nails.");

        Assert.Equal("Based on the information, the item is a nail dotting tool. Its buyers paint their nails.", summary.Text);
        Assert.Null(summary.PotentialUsers);
    }

    [Fact]
    public void ParseItem_OnePartMissing_TakesTheOther()
    {
        Assert.Equal("A wig.", SummaryParser.ParseItem("""{"item summary": "A wig.", "potential user analysis": null}""").Text);
        Assert.Equal("Cosplayers.", SummaryParser.ParseItem("""{"potential user analysis": "Cosplayers."}""").Text);
    }

    [Fact]
    public void ParseItem_TooLong_IsCutAtTheEndOfASentenceAndSaysSo()
    {
        ItemSummary summary = SummaryParser.ParseItem(
            """{"item summary": "It costs 3.50 now. It is red! It is very long, too", "potential user analysis": "People who like it all."}""",
            new SummaryLimits { ItemWords = 9, UserWords = 3 });

        Assert.Equal(new SummaryText("It costs 3.50 now. It is red!", IsCut: true), summary.Description);
        Assert.Equal(new SummaryText("People who like", IsCut: true), summary.PotentialUsers);
        Assert.True(summary.IsCut);
        Assert.Equal("It costs 3.50 now. It is red! People who like", summary.Text);
    }

    [Fact]
    public void ParseSequence_Paragraph_IsTidied() => Assert.Equal(
        new SummaryText("The user likes soap. And wigs.", IsCut: false), SummaryParser.ParseSequence("<think>Soap,\nthen wigs.</think>\nThe user likes\n soap.  And wigs.\n"));

    [Fact]
    public void ParseSequence_TooLong_IsCut() => Assert.Equal(
        new SummaryText("One two. Three four.", IsCut: true), SummaryParser.ParseSequence("One two. Three four. Five six.", new SummaryLimits { SequenceWords = 5 }));

    [Theory]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("Sorry, I can't help with that.")]
    [InlineData("Sorry, but I can't assist.")]
    [InlineData("Sorry. I can't assist with this request.")]
    [InlineData("Sorry but this is not possible.")]
    [InlineData("I cannot describe this product.")]
    [InlineData("As an AI language model, I have no preferences.")]
    [InlineData("Unfortunately, I am unable to do this.")]
    [InlineData("""{"item summary": "I’m sorry, I can't assist.", "potential user analysis": ""}""")]
    public void Parse_Refusal_IsAFinalFailure(string answer)
    {
        Assert.False(Assert.Throws<SummaryException>(() => SummaryParser.ParseItem(answer)).IsTransient);
        if (answer[0] != '{')
        {
            Assert.False(Assert.Throws<SummaryException>(() => SummaryParser.ParseSequence(answer)).IsTransient);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("<think>What now?</think>")]
    [InlineData("```json\n```")]
    [InlineData("""{"item summary": "", "potential user analysis": " "}""")]
    public void ParseItem_Empty_IsATransientFailure(string answer) => Assert.True(Assert.Throws<SummaryException>(() => SummaryParser.ParseItem(answer)).IsTransient);

    [Theory]
    [InlineData("Sorry! is a board game.")]
    [InlineData("Sorry, Wrong Number is a film of 1948.")]
    [InlineData("The user, I'm sorry to say, likes wigs.")]
    public void ParseSequence_WordsOfRefusalsElsewhere_AreNone(string answer) => Assert.Equal(answer, SummaryParser.ParseSequence(answer).Text);

    [Fact]
    public void ParseItem_ManyBraces_EndsSoon() => Assert.True(SummaryParser.ParseItem(new string('{', 20_000)).Description.Text.Length > 0);

    [Fact]
    public void Parse_LimitOutOfRange_IsNamed()
    {
        SraClException exception = Assert.Throws<SraClException>(() => SummaryParser.ParseItem("text", new SummaryLimits { UserWords = 0 }));

        Assert.Equal("SummaryLimits.UserWords is 0; expected at least 1 word.", exception.Message);
    }
}
