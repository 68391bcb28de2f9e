using System.Text;
using SraCl.Semantic.Summaries;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Answers of language models.</summary>
internal sealed class AnswerTarget() : FuzzTarget("answers of models", weight: 15)
{
    private const string Sequence = "sequence";

    protected override void Read(FuzzInput input)
    {
        string answer = Encoding.UTF8.GetString(File.ReadAllBytes(input.First));
        if (string.Equals(input.Kind, Sequence, StringComparison.Ordinal))
        {
            Check(SummaryParser.ParseSequence(answer), new SummaryLimits().SequenceWords);
            return;
        }

        ItemSummary summary = SummaryParser.ParseItem(answer);
        Check(summary.Description, new SummaryLimits().ItemWords + new SummaryLimits().UserWords);
        if (summary.PotentialUsers is { } users)
        {
            Check(users, new SummaryLimits().UserWords);
        }
    }

    protected override FuzzSeed[] MakeSeeds(string directory) =>
    [
        FuzzSeed.Text("item", "answer.txt", "Sure! Here it is:\n```json\n{\"item summary\": \"A \\\"good\\\" pen\\u00e9.\", \"potential user analysis\": [\"Pupils\", {\"x\": \"clerks\"}, null, 3]}\n```\nAnything else?"),
        FuzzSeed.Text("item", "answer.txt", "<think>Let me {see}.</think>\n1. **Item Summary**: A pen that writes.\n2. **Potential User Analysis**: Pupils."),
        FuzzSeed.Text("item", "answer.txt", "{'item_summary': 'broken, \"potential_user_analysis\": \"cut of"),
        FuzzSeed.Text(Sequence, "answer.txt", "The user likes pens, " + string.Concat(Enumerable.Repeat("paper and more ", 50)) + "and writes."),
        FuzzSeed.Text(Sequence, "answer.txt", "Sorry to say, this user buys pens alone. I cannot say more."),
    ];

    private static void Check(SummaryText text, int mostWords)
    {
        Require(!string.IsNullOrWhiteSpace(text.Text), "the text is empty");
        Require(text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= mostWords, "the text is longer than the limit");
    }
}
