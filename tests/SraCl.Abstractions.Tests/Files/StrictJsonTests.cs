using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Files;

namespace SraCl.Abstractions.Tests.Files;

public class StrictJsonTests
{
    [Fact]
    public void Parse_WholeCharactersAndNamesOnce_GivesTheDocument()
    {
        byte[] content = "{\"é\": [\"\\ud83d\\ude00\", 1, null], \"e\": {\"é\": true}}"u8.ToArray();

        using JsonDocument document = StrictJson.Parse(content);

        Assert.Equal("😀", document.RootElement.GetProperty("é")[0].GetString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(content), StrictJson.ParseNode(content)));
        Assert.Null(StrictJson.ParseNode("null"u8.ToArray()));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(content), StrictJson.ParseNode(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(content).ToArray())));
    }

    [Theory]
    [InlineData("{\"a\": 1, \"a\": 1}")]
    [InlineData("[{\"b\": {\"a\": 1, \"\\u0061\": 2}}]")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("[[\"\\udc00 \\ud800\"]]")]
    [InlineData("{")]
    [InlineData("")]
    public void Parse_AnythingElse_IsAJsonError(string content)
    {
        Assert.ThrowsAny<JsonException>(() => StrictJson.Parse(Encoding.UTF8.GetBytes(content)));
        Assert.ThrowsAny<JsonException>(() => StrictJson.ParseNode(Encoding.UTF8.GetBytes(content)));
    }

    [Theory]
    [InlineData("{\"#\": 1}")]
    [InlineData("{\"a\": \"#\"}")]
    [InlineData("[{\"a\": [\"#\"]}]")]
    public void Parse_BytesThatAreNoCharacters_AreAJsonError(string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xE9;

        Assert.ThrowsAny<JsonException>(() => StrictJson.Parse(bytes));
    }
}
