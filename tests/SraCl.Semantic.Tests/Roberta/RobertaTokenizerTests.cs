using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Semantic.Roberta;

namespace SraCl.Semantic.Tests.Roberta;

public sealed class RobertaTokenizerTests : IDisposable
{
    private static readonly Dictionary<int, string> Names = JsonSerializer
        .Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(GoldenModel.Folder, "vocab.json")))!
        .ToDictionary(entry => entry.Value, entry => entry.Key);

    private readonly TemporaryDirectory _directory = new();

    private string Folder => _directory.File("model");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Encode_GoldenCases_GivesTheirTokens()
    {
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer();
        foreach ((string text, int limit, int[] ids) in GoldenModel.Cases)
        {
            Assert.True(ids.AsSpan().SequenceEqual(tokenizer.Encode(text, limit)), $"{text}: {string.Join(' ', ids)}, not {string.Join(' ', tokenizer.Encode(text, limit))}");
        }
    }

    [Fact]
    public void Encode_RandomTexts_DecodeToThemselves()
    {
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer();
        var random = new Random(11);
        (int From, int To)[] ranges = [(0x20, 0x7f), (0, 0x100), (0x300, 0x370), (0x4e00, 0x5000), (0x1f300, 0x1f700), (0x2000, 0x2070), (0, 0xd800), (0xe000, 0x10ffff)];
        for (int i = 0; i < 2000; i++)
        {
            var text = new StringBuilder();
            for (int length = random.Next(0, 40); length > 0; length--)
            {
                (int from, int to) = ranges[random.Next(ranges.Length)];
                text.Append(random.Next(4) == 0 ? "the office " : char.ConvertFromUtf32(random.Next(from, to) is var point && point is >= 0xd800 and < 0xe000 ? 'x' : point));
            }

            Assert.Equal(text.ToString(), Decode(tokenizer.Encode(text.ToString(), int.MaxValue)));
        }
    }

    [Fact]
    public void Encode_LoneSurrogate_IsTheReplacementCharacter() =>
        Assert.Equal("a\ufffdb", Decode(GoldenModel.Tokenizer().Encode("a\ud800b", 99)));

    [Fact]
    public void Encode_ManyDifferentAndLongWords_StaysExact()
    {
        // More words than are kept, and one as long as a book.
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer();
        string words = string.Join(' ', Enumerable.Range(0, 70_000).Select(i => $"w{i:x}"));
        string word = string.Concat(Enumerable.Repeat("thestapler", 20_000));

        Assert.Equal(words, Decode(tokenizer.Encode(words, int.MaxValue)));
        Assert.Equal(words, Decode(tokenizer.Encode(words, int.MaxValue)));
        Assert.Equal(word, Decode(tokenizer.Encode(word, int.MaxValue)));
    }

    [Fact]
    public void Encode_SideBySide_GivesTheSame()
    {
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer();
        (string Text, int Limit, int[] Ids)[] cases = [.. GoldenModel.Cases];

        Parallel.For(0, 2000, i => Assert.Equal(cases[i % cases.Length].Ids, tokenizer.Encode(cases[i % cases.Length].Text, cases[i % cases.Length].Limit)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_TokenizerJsonAlone_GivesTheSame(bool pairsAsArrays)
    {
        GoldenModel.CopyTo(Folder);
        WriteTokenizerJson(pairsAsArrays);
        RobertaTokenizer tokenizer = GoldenModel.Tokenizer(Folder);

        Assert.All(GoldenModel.Cases, entry => Assert.Equal(entry.Ids, tokenizer.Encode(entry.Text, entry.Limit)));
        Assert.Equal(RobertaFolder.Open(GoldenModel.Folder).ReadTokenizer().Hash(), RobertaFolder.Open(Folder).ReadTokenizer().Hash());
    }

    [Theory]
    [InlineData("pre_tokenizer", """{"type":"Whitespace"}""", "cuts words with {\"type\":\"Whitespace\"}; expected ByteLevel")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "expected ByteLevel without add_prefix_space")]
    [InlineData("pre_tokenizer", "null", "cuts words with nothing")]
    [InlineData("model", """{"type":"WordPiece","vocab":{},"merges":[]}""", "type WordPiece; expected BPE")]
    [InlineData("model", """{"type":"BPE","vocab":{}}""", "expected an object with model.vocab and model.merges")]
    [InlineData("model", """{"type":"BPE","vocab":{},"merges":[["a"]]}""", "merge 0 is '[\"a\"]'")]
    [InlineData("model", """{"type":"BPE","vocab":[],"merges":[]}""", "has no vocabulary")]
    public void Load_OtherTokenizer_SaysWhatItIs(string field, string value, string expected)
    {
        GoldenModel.CopyTo(Folder);
        WriteTokenizerJson(pairsAsArrays: false, (field, value));

        AssertRefused("tokenizer.json", expected);
    }

    [Theory]
    [InlineData("vocab.json", "{", "is no JSON")]
    [InlineData("vocab.json", "[]", "has no vocabulary")]
    [InlineData("vocab.json", "{\"\\ud800\":1}", "is no JSON")]
    [InlineData("vocab.json", "{\"x\":[\"\\udc00\"]}", "is no JSON")]
    [InlineData("vocab.json", """{"a":-1}""", "gives the token 'a' the id -1")]
    [InlineData("vocab.json", """{"a":"1"}""", "gives the token 'a' the id \"1\"")]
    [InlineData("vocab.json", """{"a":1,"b":1}""", "gives the id 1 to both 'a' and 'b'")]
    [InlineData("vocab.json", """{"a":1}""", "has no token '<s>'")]
    [InlineData("vocab.json", """{"<s>":5,"<pad>":1,"</s>":2,"<unk>":3}""", "gives '<s>' the id 5, but the model's config.json says bos_token_id 0")]
    [InlineData("vocab.json", """{"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"x":999}""", "gives 'x' the id 999, but the model's config.json has a vocab_size of 401")]
    [InlineData("merges.txt", "#version: 0.2\na b c\n", "line 2 is 'a b c'; expected two tokens")]
    [InlineData("merges.txt", "\u0120pen s\n\u0120pen s\n", "merges '\u0120pen' and 's' twice")]
    [InlineData("merges.txt", "q q\n", "merges the token 'qq', which '")]
    public void Load_DamagedFile_NamesFileAndFinding(string file, string contents, string expected)
    {
        GoldenModel.CopyTo(Folder);
        File.WriteAllText(Path.Combine(Folder, file), contents);

        AssertRefused(file, expected);
    }

    [Fact]
    public void Encode_ByteThatTheVocabularyLacks_IsUnknown()
    {
        GoldenModel.CopyTo(Folder);
        JsonObject vocabulary = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "vocab.json")))!.AsObject();
        vocabulary.Remove("~");
        File.WriteAllText(Path.Combine(Folder, "vocab.json"), vocabulary.ToJsonString());

        Assert.Equal([0, 3, 3, 2], GoldenModel.Tokenizer(Folder).Encode("~~", 10));
    }

    /// <summary>Reads tokens back with the vocabulary alone.</summary>
    private static string Decode(int[] tokens)
    {
        var values = Enumerable.Range(0, 256).ToDictionary(value => ByteAlphabet.Of(value), value => (byte)value);
        Assert.Equal((0, 2), (tokens[0], tokens[^1]));
        return Encoding.UTF8.GetString(tokens[1..^1].SelectMany(token => Names[token]).Select(character => values[character]).ToArray());
    }

    private void AssertRefused(string file, string expected)
    {
        string error = Assert.Throws<SraClException>(() => GoldenModel.Tokenizer(Folder)).Message;

        Assert.Contains(Path.Combine(Folder, file), error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private void WriteTokenizerJson(bool pairsAsArrays, params (string Field, string Value)[] changes)
    {
        string[] merges = File.ReadAllLines(Path.Combine(Folder, "merges.txt"))[1..];
        var json = new JsonObject
        {
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "vocab.json"))),
                ["merges"] = new JsonArray([.. merges.Select(merge => pairsAsArrays ? (JsonNode)new JsonArray([.. merge.Split(' ').Select(part => (JsonNode)part)]) : merge)]),
            },
        };
        foreach ((string field, string value) in changes)
        {
            json[field] = JsonNode.Parse(value);
        }

        File.WriteAllText(Path.Combine(Folder, "tokenizer.json"), json.ToJsonString());
        File.Delete(Path.Combine(Folder, "vocab.json"));
        File.Delete(Path.Combine(Folder, "merges.txt"));
    }
}
