using System.Security.Cryptography;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

public sealed class ContentKeyTests
{
    [Fact]
    public void OfPrompt_AnyPart_DecidesAboutTheKey()
    {
        ContentKey[] keys =
        [
            ContentKey.OfPrompt("f", new SummaryPrompt("s", "u")),
            ContentKey.OfPrompt("g", new SummaryPrompt("s", "u")),
            ContentKey.OfPrompt("f", new SummaryPrompt("t", "u")),
            ContentKey.OfPrompt("f", new SummaryPrompt("s", "v")),
            ContentKey.OfPrompt("f", new SummaryPrompt("su", "")),
            ContentKey.OfPrompt("fs", new SummaryPrompt("", "u")),
            ContentKey.OfText("f", "u"),
            ContentKey.OfText("f", "su"),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], ContentKey.OfPrompt("f", new SummaryPrompt("s", "u")));
    }

    [Fact]
    public void OfText_KnownText_IsTheSha256OfItsFramedParts()
    {
        // Files outlive versions: a key must never change.
        byte[] framed = [4, 0, 0, 0, .. "text"u8, 1, 0, 0, 0, .. "f"u8, 2, 0, 0, 0, .. "é"u8];

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(framed)), ContentKey.OfText("f", "é").ToString());
    }

    [Fact]
    public void TryParse_Written_GivesTheKeyBack()
    {
        ContentKey key = ContentKey.OfText("f", "text");

        Assert.True(ContentKey.TryParse(key.ToString(), out ContentKey parsed));
        Assert.Equal(key, parsed);
        Assert.Equal(key, ContentKey.FromBytes(key.ToBytes()));
        Assert.False(ContentKey.TryParse(key.ToString()[1..], out _));
        Assert.False(ContentKey.TryParse("g" + key.ToString()[1..], out _));
    }
}
