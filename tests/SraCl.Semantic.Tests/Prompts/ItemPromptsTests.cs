using SraCl.Semantic.Catalog;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Preparation;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Prompts;

public sealed class ItemPromptsTests
{
    private const int Items = 30;

    [Fact]
    public void Prompts_ReadAtAnyPlace_AreThoseOfComposeAll()
    {
        DatasetSplit split = TestSplit.Make(Items);
        ItemPrompts composer = new(split.Train, TestCatalog.Make(Items));

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

        static IEnumerable<string> Compose(DatasetSplit data) => ItemPrompts.OfAllPrefixes(data, TestCatalog.Make(Items)).Prompts.Select(prompt => prompt.User).ToArray();
    }

    [Fact]
    public void Compose_Item_ShowsFieldsAndHistories()
    {
        ItemCatalog catalog = TestCatalog.Make(4, (id, item) => id == 3
            ? item with { Brand = "Kyoto", Price = "$5", Categories = [["Shop", "Tea", "Green"]], Description = "Sencha" }
            : item);
        var train = new TrainingSplit(new ItemSequences([1, 2, 3, 4, 3, 3, 1], [0, 5, 7]), 4);
        ItemPrompts composer = new(train, catalog, new ItemPromptOptions { MaxHistoryItems = 3, SkippedCategoryLevels = 2 });
        ComposedPrompt composed = composer.Compose(3);

        Assert.Equal(
            """
            Title: title 3
            Brand: Kyoto
            Categories: Green
            Price: $5
            Description: Sencha
            Histories of buyers:
            title 1 -> title 2 -> title 3
            title 3 -> title 4 -> title 3
            """,
            composed.Prompt.User);
        Assert.Equal([new PromptSource(0, 0, 3), new PromptSource(0, 2, 5)], composed.Sources); // User 1 begins with the item: nothing before it.
        Assert.Equal("item:3", composed.Subject);
        Assert.False(composed.IsCut);
    }

    [Fact]
    public void Compose_NothingKnown_IsSpelledOut()
    {
        ItemCatalog catalog = TestCatalog.Make(2, (id, item) => id == 2 ? new CatalogItem("another") : item);
        ComposedPrompt composed = new ItemPrompts(new TrainingSplit(new ItemSequences([2, 1], [0, 2]), 2), catalog).Compose(2);

        Assert.Equal(
            "Title: missing\nBrand: missing\nCategories: missing\nPrice: missing\nDescription: missing\nHistories of buyers:\n(none)", composed.Prompt.User);
        Assert.Empty(composed.Sources);
    }

    [Fact]
    public void Compose_CategoriesWithoutTree_AreAllTold()
    {
        ItemCatalog catalog = TestCatalog.Make(1, (_, item) => item with { Categories = [["Doctors"], ["Sleep"]] });
        var options = new ItemPromptOptions { UserTemplate = "{categories}", SkippedCategoryLevels = 2 };

        Assert.Equal("Doctors, Sleep", new ItemPrompts(new TrainingSplit(new ItemSequences([1, 1], [0, 2]), 1), catalog, options).Compose(1).Prompt.User);
    }

    [Fact]
    public void Compose_System_AsksForTheJsonObject()
    {
        string system = Composer(new ItemPromptOptions { ExpertRole = "tea expert", ProductNoun = "tea", SummaryWords = 7, AudienceWords = 9 }).Compose(1).Prompt.System;

        Assert.StartsWith("You are a tea expert.", system, StringComparison.Ordinal);
        Assert.EndsWith("""{"item summary": "at most 7 words", "potential user analysis": "at most 9 words"}""", system, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_ManyHistories_AreAUniformSeededSubset()
    {
        // 40 users end with item 1; each of their histories begins with an item of its own.
        int[] items = Enumerable.Range(0, 40).SelectMany(user => new[] { user + 2, 1 }).ToArray();
        var train = new TrainingSplit(new ItemSequences(items, Enumerable.Range(0, 41).Select(user => 2 * user).ToArray()), 41);
        var counts = new int[40];
        for (int seed = 0; seed < 800; seed++)
        {
            int[] users = new ItemHistories(train, new ItemPromptOptions { Seed = seed }).Draw(1).Select(history => history.User).ToArray();
            Assert.Equal(5, users.Distinct().Count());
            Assert.Equal(users.Order(), users);
            foreach (int user in users)
            {
                counts[user]++;
            }
        }

        // 800 draws of 5 out of 40: each user 100 times expected, standard deviation 9.4; the seeds are fixed.
        Assert.All(counts, count => Assert.InRange(count, 60, 140));
        Assert.Equal(new ItemHistories(train, new ItemPromptOptions { Seed = 3 }).Draw(1), new ItemHistories(train, new ItemPromptOptions { Seed = 3 }).Draw(1));
        Assert.Equal(40, new ItemHistories(train, new ItemPromptOptions { MaxHistories = 99 }).Draw(1).Length);
        Assert.Empty(new ItemHistories(train, new ItemPromptOptions { MaxHistories = 0 }).Draw(1));
    }

    [Fact]
    public void Draw_DefaultOptions_AreTheLastElevenItems()
    {
        int[] items = [.. Enumerable.Range(2, 20), 1];
        PromptSource history = Assert.Single(new ItemHistories(new TrainingSplit(new ItemSequences(items, [0, 21]), 21), new ItemPromptOptions()).Draw(1));

        Assert.Equal(new PromptSource(0, 10, 21), history);
    }

    [Fact]
    public void Compose_LongDescription_IsCutAndCounted()
    {
        ItemCatalog catalog = TestCatalog.Make(2, (_, item) => item with { Description = "abc\U0001F375def" });
        var train = new TrainingSplit(new ItemSequences([1, 2], [0, 2]), 2);
        ComposedPrompt inside = new ItemPrompts(train, catalog, new ItemPromptOptions { MaxDescriptionCharacters = 4, UserTemplate = "{description}" }).Compose(1);
        ComposedPrompt behind = new ItemPrompts(train, catalog, new ItemPromptOptions { MaxDescriptionCharacters = 5, UserTemplate = "{description}" }).Compose(1);

        Assert.Equal(("abc", 5, true), (inside.Prompt.User, inside.CutCharacters, inside.IsCut)); // The cup is two characters, and stays whole.
        Assert.Equal(("abc\U0001F375", 3), (behind.Prompt.User, behind.CutCharacters));
    }

    [Fact]
    public void Compose_TokenBudget_DropsHistoriesThenDescription()
    {
        var train = new TrainingSplit(new ItemSequences([2, 1, 3, 1], [0, 2, 4]), 3);
        var options = new ItemPromptOptions { SystemTemplate = "1234", UserTemplate = "{title} {description} {histories}" };
        ItemCatalog catalog = TestCatalog.Make(3, (_, item) => item with { Description = "0123456789012345678901234567890123456789" });

        ComposedPrompt all = Compose(null);
        ComposedPrompt one = Compose(19); // 4 + 7 + 1 + 40 + 1 + 18 = 71 characters: 18 tokens.
        ComposedPrompt none = Compose(15); // 4 + 7 + 1 + 40 + 1 + 6 = 59 characters: 15 tokens.
        ComposedPrompt cut = Compose(10);

        Assert.Equal((0, 0, 2), (all.DroppedHistories, all.CutCharacters, all.Sources.Count));
        Assert.Equal((1, 0, 1), (one.DroppedHistories, one.CutCharacters, one.Sources.Count));
        Assert.Equal((2, 0, 0), (none.DroppedHistories, none.CutCharacters, none.Sources.Count));
        Assert.Equal((2, 19, "title 1 012345678901234567890 (none)"), (cut.DroppedHistories, cut.CutCharacters, cut.Prompt.User));
        Assert.Equal(10, TokenEstimate.Of(cut.Prompt));
        Assert.Contains("MaxTokens is 3, but the prompt of item 1 takes 7 without", Assert.Throws<SraClException>(() => Compose(3)).Message, StringComparison.Ordinal);

        ComposedPrompt Compose(int? tokens) => new ItemPrompts(train, catalog, options with { MaxTokens = tokens }).Compose(1);
    }

    [Fact]
    public void ComposeAll_PoisonedEvaluationEvents_ChangesNoByte()
    {
        DatasetSplit clean = TestSplit.Make(Items);
        DatasetSplit poisoned = TestSplit.Make(Items, poison: true);

        Assert.Equal(Texts(clean.Train), Texts(poisoned.Train));
        Assert.Contains(Texts(clean.Train), text => text.Contains(" -> ", StringComparison.Ordinal));
        Assert.NotEqual(Texts(new TrainingSplit(clean.Validation.Sequences, Items)), Texts(new TrainingSplit(poisoned.Validation.Sequences, Items)));

        static string[] Texts(TrainingSplit train) => new ItemPrompts(train, TestCatalog.Make(Items)).ComposeAll().Select(prompt => $"{prompt.Prompt.System}\n{prompt.Prompt.User}").ToArray();
    }

    [Fact]
    public void Create_BadOptions_NamesValueAndCure()
    {
        Assert.Contains("ItemPromptOptions.MaxHistoryItems is 1; expected at least 2.", Error(new ItemPromptOptions { MaxHistoryItems = 1 }), StringComparison.Ordinal);
        Assert.Contains("ItemPromptOptions.ProductNoun is empty", Error(new ItemPromptOptions { ProductNoun = "" }), StringComparison.Ordinal);
        Assert.Contains("ItemPromptOptions.SystemTemplate has the placeholder '{history}'", Error(new ItemPromptOptions { SystemTemplate = "{history}" }), StringComparison.Ordinal);
        Assert.Contains("ItemPromptOptions.HistoryItemTemplate has the placeholder '{role}'", Error(new ItemPromptOptions { HistoryItemTemplate = "{role}" }), StringComparison.Ordinal);

        static string Error(ItemPromptOptions options) => Assert.Throws<SraClException>(() => Composer(options)).Message;
    }

    private static ItemPrompts Composer(ItemPromptOptions options) => new(TestSplit.Make(Items).Train, TestCatalog.Make(Items), options);
}
