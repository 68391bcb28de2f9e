using System.Text.RegularExpressions;
using SraCl.Semantic.Roberta;

namespace SraCl.Semantic.Tests.Roberta;

public sealed partial class WordPatternTests
{
    [Theory]
    [InlineData("it's 20 sheets", "it|'s| 20| sheets")]
    [InlineData("  a   b", " | a|  | b")]
    [InlineData("a \n b \n", "a| \n| b| \n")]
    [InlineData("\u00a0 a", "\u00a0| a")]
    [InlineData("x 's", "x| '|s")]
    [InlineData("'S'll", "'|S|'ll")]
    [InlineData("a\U0001d400b \U0001d7d8 \U0001f600!", "a\U0001d400b| \U0001d7d8| \U0001f600!")]
    [InlineData("\ud83dx", "\ud83d|x")]
    [InlineData("e\u0301te\u0301", "e|\u0301|te|\u0301")]
    public void FirstLength_Text_CutsAsThePatternDoes(string text, string expected) => Assert.Equal(expected, string.Join('|', Words(text)));

    [Fact]
    public void FirstLength_RandomTextsOfTheBasicPlane_CutAsRegexDoes()
    {
        const string Alphabet = "aZé東ʰ09½Ⅷ٣ \u00a0\t\n\u2003\u2028\u0085\u001c'strevmld'!?-\u0301\u200d\u200b";
        var random = new Random(5);
        for (int i = 0; i < 3000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

            Assert.Equal(Pattern().Matches(text).Select(match => match.Value), Words(text));
        }
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Pattern();

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (string rest = text; rest.Length > 0; rest = rest[words[^1].Length..])
        {
            words.Add(rest[..WordPattern.FirstLength(rest)]);
        }

        return words;
    }
}
