using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Answers to be brought into a store.</summary>
internal sealed class StoredAnswersTarget() : FuzzTarget("stored answers", weight: 5)
{
    private const string Fingerprint = "model m, temperature 0";

    protected override void Read(FuzzInput input)
    {
        string exported = Path.Combine(input.Scratch, "exported.jsonl");
        string again = Path.Combine(input.Scratch, "again.jsonl");
        long added = Transfer(input.First, Path.Combine(input.Scratch, "first.db"), exported);
        Require(Transfer(exported, Path.Combine(input.Scratch, "second.db"), again) == added, "fewer answers come when it is exported and imported again");
        Require(File.ReadAllBytes(exported).AsSpan().SequenceEqual(File.ReadAllBytes(again)), "they are other answers when they are exported and imported again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        string file = Path.Combine(directory, "answers.jsonl");
        string database = Path.Combine(directory, "answers.db");
        using (SemanticStore store = SemanticStore.Open(database, new FixedTime()))
        {
            for (int i = 0; i < 3; i++)
            {
                var answer = new SummaryAnswer($"Answer {i} \"quoted\" é") { Model = i == 0 ? null : "m", Usage = i == 1 ? null : new TokenUsage(10, 3) };
                store.AddAnswer(ContentKey.OfPrompt(Fingerprint, new SummaryPrompt("system", $"user {i}")), Fingerprint, answer);
            }

            store.ExportAnswers(file);
        }

        return [new FuzzSeed("answers", [("answers.jsonl", File.ReadAllBytes(file))])];
    }

    private static long Transfer(string from, string database, string to)
    {
        using SemanticStore store = SemanticStore.Open(database, new FixedTime());
        long added = store.ImportAnswers(from);
        Require(store.ExportAnswers(to) == added, "more or fewer answers are in the store than were added");
        return added;
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50);
    }
}
