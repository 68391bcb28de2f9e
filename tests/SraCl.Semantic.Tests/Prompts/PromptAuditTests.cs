using System.Text.Json.Nodes;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Store;
using SraCl.Semantic.Tests.Preparation;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Prompts;

public sealed class PromptAuditTests
{
    [Fact]
    public void Write_Prompts_ListsTheEventsOfEach()
    {
        using var directory = new TemporaryDirectory();
        TrainingSplit train = TestSplit.Make(9).Train;
        ComposedPrompt[] prompts =
        [
            .. new SequencePrompts(train, TestCatalog.Make(9)).ComposeAll(),
            .. new ItemPrompts(train, TestCatalog.Make(9), new ItemPromptOptions { MaxDescriptionCharacters = 11 }).ComposeAll(),
        ];
        PromptAudit.Write(directory.File("audit.jsonl"), prompts, "model");
        JsonNode[] lines = File.ReadAllLines(directory.File("audit.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();

        Assert.Equal(prompts.Select(prompt => prompt.Subject), lines.Select(line => (string)line["subject"]!));
        Assert.Equal(prompts.Select(prompt => ContentKey.OfPrompt("model", prompt.Prompt).ToString()), lines.Select(line => (string)line["key"]!));
        Assert.Equal(
            prompts.Select(prompt => prompt.Sources),
            lines.Select(line => line["events"]!.AsArray().Select(source => new PromptSource((int)source!["user"]!, (int)source["start"]!, (int)source["end"]!))));
        Assert.Equal(2, (int)lines[^1]["cutCharacters"]!);
        Assert.All(prompts.SelectMany(prompt => prompt.Sources), source => Assert.InRange(source.End, 1, train.Sequences.Length(source.User)));
    }
}
