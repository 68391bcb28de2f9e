using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Preparation;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Prompts;

public sealed class SequencePromptsTests
{
    private const int Items = 30;

    [Fact]
    public void Prompts_ReadAtAnyPlace_AreThoseOfComposeAll()
    {
        DatasetSplit split = TestSplit.Make(Items);
        SequencePrompts composer = new(split.Train, TestCatalog.Make(Items));

        SummaryPrompt[] all = [.. composer.ComposeAll().Select(composed => composed.Prompt)];

        Assert.Equal(all, composer.Prompts);
        Assert.Equal(all[^1], composer.Prompts[^1]);
        Assert.Equal(all.Length, composer.Prompts.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => composer.Prompts[all.Length]);
    }

    [Fact]
    public void OfAllPrefixes_Targets_ReachNoPromptAndInputsDo()
    {
        DatasetSplit split = TestSplit.Make(Items);
        Assert.Equal(Compose(split), Compose(TestSplit.Make(Items, poison: true, hidden: 1)));
        Assert.NotEqual(Compose(split), Compose(TestSplit.Make(Items, poison: true, hidden: 2)));

        static IEnumerable<string> Compose(DatasetSplit data) => SequencePrompts.OfAllPrefixes(data, TestCatalog.Make(Items)).Prompts.Select(prompt => prompt.User).ToArray();
    }

    [Fact]
    public void OfAllPrefixes_Windows_AreThoseOfTheOfficialPool()
    {
        DatasetSplit split = TestSplit.Make(Items);

        SequencePrompts composer = SequencePrompts.OfAllPrefixes(split, TestCatalog.Make(Items));

        Assert.Equal(SequenceWindows.OfAll(split), composer.Windows);
        Assert.Equal(Enumerable.Range(0, composer.Windows.Count), composer.SampleRows);
    }

    [Fact]
    public void Compose_Window_ShowsItsNewestItemsOldestFirst()
    {
        var options = new SequencePromptOptions { MaxItems = 3 };
        ComposedPrompt composed = Composer([4, 2, 5, 1, 3], options).Compose(new SequenceWindow(0, 4));

        Assert.Equal("<title 2>; <title 5>; <title 1>", composed.Prompt.User);
        Assert.Equal("sequence:0:4", composed.Subject);
        Assert.Equal([new PromptSource(0, 1, 4)], composed.Sources);
        Assert.False(composed.IsCut);
    }

    [Fact]
    public void Compose_DomainWords_StandInTheTask()
    {
        var options = new SequencePromptOptions { ExpertRole = "tea expert", ProductNoun = "sort of tea", SummaryWords = 33 };
        string system = Composer([1, 2], options).Compose(new SequenceWindow(0, 1)).Prompt.System;

        Assert.StartsWith("You are a tea expert.", system, StringComparison.Ordinal);
        Assert.Contains("every sort of tea stands", system, StringComparison.Ordinal);
        Assert.Contains("at most 33 words", system, StringComparison.Ordinal);
        Assert.DoesNotContain("{", system, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_MissingFields_AreSpelledOut()
    {
        ItemCatalog catalog = TestCatalog.Make(4, (id, item) => id switch
        {
            1 => item with { Title = null, Categories = [["Shop", "Tea", "Green"], ["Other"]] },
            2 => item with { Title = null, Brand = "Kyoto" },
            3 => new CatalogItem("another"),
            _ => item,
        });
        var options = new SequencePromptOptions { ItemTemplate = "{name}|{title}|{price}|{attribute:city}", SkippedCategoryLevels = 1 };
        SequencePrompts composer = new(new TrainingSplit(new ItemSequences([1, 2, 3, 4, 1], [0, 5]), 4), catalog, options);

        Assert.Equal(
            "Tea > Green|missing|missing|missing; Kyoto|missing|missing|missing; unknown item|missing|missing|missing; title 4|title 4|missing|missing",
            composer.Compose(new SequenceWindow(0, 4)).Prompt.User);
    }

    [Fact]
    public void Compose_OwnTemplates_AreFilled()
    {
        ItemCatalog catalog = TestCatalog.Make(2, (_, item) => item with { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["city"] = "Bern" } });
        var options = new SequencePromptOptions
        {
            SystemTemplate = "{{{role}}}", UserTemplate = "A {product}: {history}!", ItemTemplate = "{title} in {attribute:city}", ItemSeparator = " / ",
        };
        ComposedPrompt composed = new SequencePrompts(new TrainingSplit(new ItemSequences([1, 2, 1], [0, 3]), 2), catalog, options).Compose(new SequenceWindow(0, 2));

        Assert.Equal("{product recommendation expert}", composed.Prompt.System);
        Assert.Equal("A product: title 1 in Bern / title 2 in Bern!", composed.Prompt.User);
    }

    [Fact]
    public void Windows_Unit_AreThoseOfSamplesOrUsers()
    {
        var train = new TrainingSplit(new ItemSequences([1, 2, 3, 4, 5, 6, 7], [0, 3, 4, 7]), 7);
        SequencePrompts prefixes = new(train, TestCatalog.Make(7));
        SequencePrompts users = new(train, TestCatalog.Make(7), new SequencePromptOptions { Unit = SequenceUnit.User });

        Assert.Equal(SequenceWindows.OfTraining(train), prefixes.Windows);
        Assert.Equal([0, 1, 2, 3], prefixes.SampleRows);
        Assert.Equal([new SequenceWindow(0, 3), new SequenceWindow(2, 3)], users.Windows); // User 1 has no sample.
        Assert.Equal([0, 0, 1, 1], users.SampleRows);
        Assert.Equal(["<title 1>; <title 2>; <title 3>", "<title 5>; <title 6>; <title 7>"], users.ComposeAll().Select(prompt => prompt.Prompt.User));
    }

    [Fact]
    public void Compose_TokenBudget_DropsTheOldestAndSaysSo()
    {
        var free = new SequencePromptOptions { SystemTemplate = "1234", MaxItems = 4 };
        int[] items = [1, 2, 3, 4, 5];
        string three = "<title 2>; <title 3>; <title 4>";
        ComposedPrompt cut = Composer(items, free with { MaxTokens = (4 + three.Length + 3) / 4 }).Compose(new SequenceWindow(0, 4));
        ComposedPrompt less = Composer(items, free with { MaxTokens = ((4 + three.Length + 3) / 4) - 1 }).Compose(new SequenceWindow(0, 4));

        Assert.Equal((three, 1, true), (cut.Prompt.User, cut.DroppedItems, cut.IsCut));
        Assert.Equal([new PromptSource(0, 1, 4)], cut.Sources);
        Assert.Equal(("<title 3>; <title 4>", 2), (less.Prompt.User, less.DroppedItems));
        string error = Assert.Throws<SraClException>(() => Composer(items, free with { MaxTokens = 3 }).Compose(new SequenceWindow(0, 4))).Message;
        Assert.Contains("MaxTokens is 3, but the prompt of user 0 takes 4 with the newest item alone", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SequenceUnit.Prefix)]
    [InlineData(SequenceUnit.User)]
    public void ComposeAll_PoisonedEvaluationEvents_ChangesNoByte(SequenceUnit unit)
    {
        DatasetSplit clean = TestSplit.Make(Items);
        DatasetSplit poisoned = TestSplit.Make(Items, poison: true);

        Assert.Equal(Texts(clean.Train), Texts(poisoned.Train));

        // The poison is there: whoever could see the inputs of the test would see it.
        Assert.NotEqual(Texts(new TrainingSplit(clean.Test.Sequences, Items)), Texts(new TrainingSplit(poisoned.Test.Sequences, Items)));

        string[] Texts(TrainingSplit train) =>
            new SequencePrompts(train, TestCatalog.Make(Items), new SequencePromptOptions { Unit = unit }).ComposeAll().Select(prompt => $"{prompt.Prompt.System}\n{prompt.Prompt.User}").ToArray();
    }

    [Fact]
    public void Version_AnyOption_ChangesIt()
    {
        string version = Composer([1, 2], new SequencePromptOptions()).Version;

        Assert.Matches("^[0-9a-f]{16}$", version);
        Assert.Equal(version, Composer([3, 4, 5], new SequencePromptOptions()).Version);
        Assert.NotEqual(version, Composer([1, 2], new SequencePromptOptions { ItemTemplate = "<{title}>" }).Version);
        Assert.NotEqual(version, Composer([1, 2], new SequencePromptOptions { MaxItems = 19 }).Version);
    }

    [Fact]
    public void Create_BadOptions_NamesValueAndCure()
    {
        Assert.Contains("SequencePromptOptions.MaxItems is 0; expected at least 1.", Error(new SequencePromptOptions { MaxItems = 0 }), StringComparison.Ordinal);
        Assert.Contains("SequencePromptOptions.ItemTemplate is empty", Error(new SequencePromptOptions { ItemTemplate = " " }), StringComparison.Ordinal);
        Assert.Contains("SequencePromptOptions.ItemTemplate has the placeholder '{nam}'", Error(new SequencePromptOptions { ItemTemplate = "{nam}" }), StringComparison.Ordinal);
        Assert.Contains("SequencePromptOptions.UserTemplate has the placeholder '{title}'", Error(new SequencePromptOptions { UserTemplate = "{title}" }), StringComparison.Ordinal);
        Assert.Contains("SequencePromptOptions.Unit is 7; expected one of Prefix, User.", Error(new SequencePromptOptions { Unit = (SequenceUnit)7 }), StringComparison.Ordinal);
        Assert.Contains(
            "The catalog has 9 items; expected 5",
            Assert.Throws<ArgumentException>(() => new SequencePrompts(new TrainingSplit(new ItemSequences([1, 2], [0, 2]), 5), TestCatalog.Make(9))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Composer([1, 2], new SequencePromptOptions()).Compose(new SequenceWindow(0, 3)));

        static string Error(SequencePromptOptions options) => Assert.Throws<SraClException>(() => Composer([1, 2], options)).Message;
    }

    private static SequencePrompts Composer(int[] items, SequencePromptOptions options) =>
        new(new TrainingSplit(new ItemSequences(items, [0, items.Length]), 5), TestCatalog.Make(5), options);
}
