using System.Globalization;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Training.Data;
using static SraCl.Training.Tests.Data.Reading;

namespace SraCl.Training.Tests.Data;

public class SequenceDatasetBuilderTests
{
    [Fact]
    public void Build_EventsOutOfOrder_SortsEachUserByTimeStably()
    {
        PreparedDataset built = Build(
            null,
            new Row("v", "c", 9), new Row("u", "b", 5), new Row("v", "a", 3), new Row("u", "a", 5), new Row("u", "d", 1));

        Assert.Equal(["v: a c", "u: d b a"], Show(built.Dataset));
        Assert.Equal(["a", "c", "d", "b"], built.Dataset.Items.ExternalIds);
        Assert.Equal([3, 9], built.Dataset.TimesOf(0).ToArray());
        Assert.Equal([1, 5, 5], built.Dataset.TimesOf(1).ToArray());
    }

    [Fact]
    public void Build_NoTimes_KeepsTheOrderAndEveryEvent()
    {
        PreparedDataset built = Build(null, new Row("u", "b"), new Row("v", "b"), new Row("u", "a"), new Row("u", "b"), new Row("u", "b"));

        Assert.Equal(["u: b a b b", "v: b"], Show(built.Dataset));
        Assert.False(built.Dataset.HasTimes);
        Assert.Null(built.Summary.TiedShare);
    }

    [Theory]
    [InlineData(TieBreak.InputOrder, "u: b c a")]
    [InlineData(TieBreak.ItemId, "u: a b c")]
    public void Build_Ties_FollowTheRule(TieBreak tieBreak, string expected)
    {
        PreparedDataset built = Build(new DatasetOptions { TieBreak = tieBreak }, new Row("u", "b", 1), new Row("u", "c", 1), new Row("u", "a", 1));

        Assert.Equal([expected], Show(built.Dataset));
    }

    [Fact]
    public void Build_TiesByHash_DoNotDependOnInputOrderNorFavourAnItem()
    {
        var options = new DatasetOptions { TieBreak = TieBreak.Hash };
        string[] items = ["a", "b", "c", "d"];
        Row[] rows = Enumerable.Range(0, 200).SelectMany(user => items.Select(item => new Row($"u{user}", item, 1))).ToArray();

        string[] forwards = Show(Build(options, rows).Dataset);
        string[] backwards = Show(Build(options, rows.Reverse().ToArray()).Dataset);

        Assert.Equal(forwards, backwards.Reverse());
        Assert.All(items, item => Assert.InRange(forwards.Count(line => line.Contains($": {item} ", StringComparison.Ordinal)), 30, 70));
    }

    [Theory]
    [InlineData(DuplicatePolicy.KeepAll, "u: a b a a", 0)]
    [InlineData(DuplicatePolicy.DropExact, "u: a b a", 1)]
    [InlineData(DuplicatePolicy.DropRepeats, "u: a b", 2)]
    public void Build_Duplicates_FollowThePolicy(DuplicatePolicy policy, string expected, long dropped)
    {
        PreparedDataset built = Build(
            new DatasetOptions { Duplicates = policy },
            new Row("u", "a", 7), new Row("u", "a", 1), new Row("u", "b", 1), new Row("u", "a", 1), new Row("v", "a", 1));

        Assert.Equal([expected, "v: a"], Show(built.Dataset));
        Assert.Equal(dropped, built.Summary.DroppedDuplicates);
    }

    [Fact]
    public void Build_UsersById_NumbersThemAndTheirItemsInThatOrder()
    {
        PreparedDataset built = Build(new DatasetOptions { UserOrder = UserOrder.Id }, new Row("b", "x"), new Row("a", "y"), new Row("B", "z"));

        Assert.Equal(["B: z", "a: y", "b: x"], Show(built.Dataset));
        Assert.Equal(["z", "y", "x"], built.Dataset.Items.ExternalIds);
    }

    [Fact]
    public void Build_Filters_DropAndCount()
    {
        var options = new DatasetOptions { MinRating = 3, FromTime = 10, BeforeTime = 20 };

        PreparedDataset built = Build(
            options,
            new Row("u", "a", 10, 3), new Row("u", "b", 9, 5), new Row("u", "c", 20, 5), new Row("u", "d", 15, 2.5), new Row("u", "e", 19, 4), new Row("u", "f", 12));

        Assert.Equal(["u: a e"], Show(built.Dataset));
        Assert.Equal((2, 2), (built.Summary.DroppedByRating, built.Summary.DroppedByTime));
    }

    [Fact]
    public void Build_RandomEvents_EqualsTheNaiveReference()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            CounterRandom random = CounterRandom.Create(seed);
            var options = new DatasetOptions
            {
                MinUserEvents = random.NextInt32(5),
                MinItemEvents = random.NextInt32(5),
                Duplicates = (DuplicatePolicy)random.NextInt32(3),
                TieBreak = (TieBreak)random.NextInt32(2),
                UserOrder = (UserOrder)random.NextInt32(2),
            };
            bool timed = random.NextInt32(3) > 0;
            var rows = new Row[300];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new Row($"u{random.NextInt32(60)}", $"i{random.NextInt32(50)}", timed ? random.NextInt32(15) : null);
            }

            string[] expected = Naive(rows, options);
            string[] actual = expected.Length == 0 ? [] : Show(Build(options, rows).Dataset);

            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Build_Core_LeavesEveryUserAndItemEnoughEventsAndDropsNoMore()
    {
        // User w has one event; without it item c has one, and without c so has user v.
        Row[] rows = [.. "ua ub xa xb va vc wc".Split(' ').Select(pair => new Row(pair[..1], pair[1..]))];

        PreparedDataset built = Build(new DatasetOptions { MinUserEvents = 2, MinItemEvents = 2 }, rows);

        Assert.Equal(["u: a b", "x: a b"], Show(built.Dataset));
        Assert.Equal(3, built.Summary.DroppedByCore);
    }

    [Fact]
    public void Build_Summary_CountsWhatIsThere()
    {
        DatasetSummary summary = Build(null, new Row("u", "a", 1), new Row("u", "b", 1), new Row("u", "a", 2), new Row("v", "a", 1)).Summary;

        Assert.Equal((2, 2, 4, 1, 3), (summary.Users, summary.Items, summary.Events, summary.MinLength, summary.MaxLength));
        Assert.Equal((2.0, 1.0, 0.5), (summary.MeanLength, summary.Density, summary.TiedShare!.Value));
    }

    [Fact]
    public void Build_NothingLeft_SaysWhichStepDroppedIt()
    {
        string message = Assert.Throws<SraClException>(() => Build(new DatasetOptions { MinItemEvents = 5 }, new Row("u", "a"))).Message;

        Assert.Contains("1 by the k-core (users >= 0, items >= 5)", message, StringComparison.Ordinal);
        Assert.Throws<SraClException>(() => new SequenceDatasetBuilder().Build());
    }

    [Fact]
    public void Build_FilterOnWhatTheSourceLacks_Fails()
    {
        Assert.Contains("no event has a rating", Assert.Throws<SraClException>(() => Build(new DatasetOptions { MinRating = 3 }, new Row("u", "a"))).Message, StringComparison.Ordinal);
        Assert.Contains("no event has a time", Assert.Throws<SraClException>(() => Build(new DatasetOptions { FromTime = 3 }, new Row("u", "a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_TimesForSomeEventsOnly_Fails()
    {
        Assert.Contains("user 'v' and item 'b' has no time", Assert.Throws<SraClException>(() => Build(null, new Row("u", "a", 1), new Row("v", "b"))).Message, StringComparison.Ordinal);
        Assert.Contains("has a time, but earlier events have none", Assert.Throws<SraClException>(() => Build(null, new Row("u", "a"), new Row("v", "b", 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_EmptyId_Throws() => Assert.Throws<ArgumentException>(() => new SequenceDatasetBuilder().Add("u", ""));

    [Theory]
    [InlineData(-1, 0, 0.0, "MinUserEvents is -1")]
    [InlineData(0, -2, 0.0, "MinItemEvents is -2")]
    [InlineData(0, 0, 1.5, "MaxBadRowShare is 1.5")]
    public void Constructor_OptionOutOfRange_NamesIt(int minUser, int minItem, double share, string message)
    {
        var options = new DatasetOptions { MinUserEvents = minUser, MinItemEvents = minItem, MaxBadRowShare = share };

        Assert.Contains(message, Assert.Throws<SraClException>(() => new SequenceDatasetBuilder(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TimeRangeUpsideDown_Fails() =>
        Assert.Throws<SraClException>(() => new SequenceDatasetBuilder(new DatasetOptions { FromTime = 2, BeforeTime = 2 }));

    private static PreparedDataset Build(DatasetOptions? options, params Row[] rows)
    {
        var builder = new SequenceDatasetBuilder(options);
        foreach (Row row in rows)
        {
            builder.Add(row.User, row.Item, row.Time, row.Rating);
        }

        return builder.Build();
    }

    private static string[] Show(SequenceDataset dataset) => Enumerable.Range(0, dataset.UserIds.Count)
        .Select(user => $"{dataset.UserIds[user]}: {string.Join(' ', dataset.Sequences[user].ToArray().Select(dataset.Items.ExternalId))}")
        .ToArray();

    /// <summary>The documented steps, written with LINQ.</summary>
    private static string[] Naive(Row[] rows, DatasetOptions options)
    {
        List<string> users = rows.Select(row => row.User).Distinct().ToList();
        if (options.UserOrder == UserOrder.Id)
        {
            users.Sort(StringComparer.Ordinal);
        }

        List<Row> sorted = rows.OrderBy(row => users.IndexOf(row.User)).ThenBy(row => row.Time)
            .ThenBy(row => options.TieBreak == TieBreak.ItemId && row.Time.HasValue ? row.Item : "", StringComparer.Ordinal).ToList();
        sorted = options.Duplicates switch
        {
            DuplicatePolicy.DropRepeats => sorted.DistinctBy(row => (row.User, row.Item)).ToList(),
            DuplicatePolicy.DropExact when rows[0].Time.HasValue => sorted.DistinctBy(row => (row.User, row.Item, row.Time)).ToList(),
            _ => sorted,
        };
        for (int before = -1; before != sorted.Count;)
        {
            before = sorted.Count;
            ILookup<string, Row> byUser = sorted.ToLookup(row => row.User);
            ILookup<string, Row> byItem = sorted.ToLookup(row => row.Item);
            sorted = sorted.Where(row => byUser[row.User].Count() >= options.MinUserEvents && byItem[row.Item].Count() >= options.MinItemEvents).ToList();
        }

        return sorted.GroupBy(row => row.User).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key}: {string.Join(' ', group.Select(row => row.Item))}")).ToArray();
    }
}
