using System.Text;
using System.Text.Json;
using SraCl.Sequences;
using SraCl.Training.Data;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Files of interactions in every format.</summary>
internal sealed class InteractionTarget() : FuzzTarget("interactions", weight: 30)
{
    private const int Users = 9;

    protected override void Read(FuzzInput input)
    {
        PreparedDataset read = InteractionFile.Load(input.First, Enum.Parse<InteractionFormat>(input.Kind), new DatasetOptions { MaxBadRowShare = 0.5 });
        SequenceDataset data = read.Dataset;
        Check(read);

        // The same events as JSON lines, which can say any id: times in order, and the rule for ties is the order of lines.
        string again = Path.Combine(input.Scratch, "again.jsonl");
        File.WriteAllText(again, Lines(data));
        var reader = new JsonLinesReader(new JsonLinesFields { User = ["user"], Item = ["item"], Time = data.HasTimes ? ["time"] : [] });
        SequenceDataset second = InteractionFile.Load(again, reader, new DatasetOptions { Duplicates = DuplicatePolicy.KeepAll }).Dataset;
        Require(string.Equals(DatasetFingerprint.Compute(data), DatasetFingerprint.Compute(second), StringComparison.Ordinal), "it is another data set when it is saved and read again");
        Require(!data.HasTimes || Enumerable.Range(0, data.UserIds.Count).All(user => data.TimesOf(user).SequenceEqual(second.TimesOf(user))), "its times are others when it is saved and read again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        string csv = "user_id,item_id,timestamp,rating\n" + Rows((user, item, time) => FormattableString.Invariant($"U{user},\"B00{item}\",{time},{(time % 5) + 0.5}\n"));
        string dates = "reviewerID;asin;date;text\n".Replace(';', ',') + Rows((user, item, time) => $"U{user},B00{item},2019-12-{10 + (time % 20)} 23:59:0{time % 10},\"a, \"\"b\"\"\nc\"\n");
        return
        [
            FuzzSeed.Text(nameof(InteractionFormat.UserItem), "shop.txt", Rows((user, item, _) => $"{user} {item}\n")),
            FuzzSeed.Text(nameof(InteractionFormat.Auto), "shop.txt", Rows((user, item, _) => $"{user}\t{item}\r\n")),
            FuzzSeed.Text(nameof(InteractionFormat.UserSequence), "shop.txt", string.Concat(Enumerable.Range(1, Users).Select(user => $"{user} {string.Join(' ', Items(user))}\n"))),
            FuzzSeed.Text(nameof(InteractionFormat.Csv), "shop.csv", csv),
            FuzzSeed.Text(nameof(InteractionFormat.Auto), "shop.csv", dates),
            FuzzSeed.Text(nameof(InteractionFormat.Tsv), "shop.tsv", csv.Replace(',', '\t')),
            FuzzSeed.Text(nameof(InteractionFormat.Recbole), "shop.inter", "user_id:token\titem_id:token\ttimestamp:float\n" + Rows((user, item, time) => $"{user}\t\"{item}\t{time}.5\n")),
            FuzzSeed.Text(nameof(InteractionFormat.AmazonReviews), "reviews.json", Rows((user, item, time) => $"{{\"reviewerID\": \"A{user}\", \"asin\": \"B{item}\", \"overall\": {time % 5}.0, \"unixReviewTime\": {time}, \"x\": [1, {{}}]}}\n")),
            FuzzSeed.Text(nameof(InteractionFormat.YelpReviews), "reviews.json", Rows((user, item, time) => $"{{\"user_id\":\"é{user}\",\"business_id\":\"B{item}\",\"stars\":{time % 5},\"date\":\"2019-01-{10 + (time % 20)} 10:00:00\"}}\n")),
        ];
    }

    private static void Check(PreparedDataset read)
    {
        SequenceDataset data = read.Dataset;
        DatasetSummary summary = read.Summary;
        Require(summary.Events > 0 && summary.Events == data.Sequences.TotalItems, "its number of events is not that of its sequences");
        Require(summary.Users == data.UserIds.Count && summary.Users == data.Sequences.Count && summary.Items == data.Items.Count, "its figures are not those of its data");
        Require(data.UserIds.Distinct(StringComparer.Ordinal).Count() == data.UserIds.Count, "a user occurs twice");
        Require(data.UserIds.Concat(data.Items.ExternalIds).All(id => !string.IsNullOrWhiteSpace(id)), "an id is empty");
        var seen = new bool[data.Items.Count];
        for (int user = 0; user < data.Sequences.Count; user++)
        {
            ReadOnlySpan<int> items = data.Sequences[user];
            Require(items.Length > 0, "a user has no event");
            for (int i = 0; i < items.Length; i++)
            {
                Require(items[i] >= 1 && items[i] <= data.Items.Count, "an item id is out of range");
                seen[items[i] - 1] = true;
                Require(i == 0 || !data.HasTimes || data.TimesOf(user)[i - 1] <= data.TimesOf(user)[i], "times go back");
            }
        }

        Require(Array.TrueForAll(seen, each => each), "an item has no event");
    }

    private static string Lines(SequenceDataset data)
    {
        var lines = new StringBuilder();
        for (int user = 0; user < data.Sequences.Count; user++)
        {
            for (int i = 0; i < data.Sequences.Length(user); i++)
            {
                long? time = data.HasTimes ? data.TimesOf(user)[i] : null;
                lines.Append(JsonSerializer.Serialize(new { user = data.UserIds[user], item = data.Items.ExternalId(data.Sequences[user][i]), time })).Append('\n');
            }
        }

        return lines.ToString();
    }

    private static string Rows(Func<int, int, int, string> row) =>
        string.Concat(Enumerable.Range(1, Users).SelectMany(user => Items(user).Select((item, index) => row(user, item, 1_500_000_000 + (17 * user) + (5 * index)))));

    private static IEnumerable<int> Items(int user) => Enumerable.Range(0, 3 + (user % 3)).Select(index => 1 + ((user * (index + 2)) % 7));
}
