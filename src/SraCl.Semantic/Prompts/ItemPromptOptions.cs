namespace SraCl.Semantic.Prompts;

/// <summary>Configures the prompts that ask what an item is and who would buy it.</summary>
/// <remarks>
/// <para>
/// Templates have named placeholders in braces; two braces stand for one. <see cref="SystemTemplate"/> and <see cref="UserTemplate"/> know <c>{role}</c>,
/// <c>{product}</c>, <c>{words}</c>, <c>{audienceWords}</c>, <c>{histories}</c> and what is about the item: <c>{name}</c> (the title, or else categories, brand, or
/// "unknown item"), <c>{title}</c>, <c>{brand}</c>, <c>{categories}</c>, <c>{price}</c>, <c>{description}</c> and <c>{attribute:NAME}</c>. A field that the catalog
/// does not have reads "missing".
/// </para>
/// <para>Immutable, hence safe for concurrent use.</para>
/// </remarks>
public sealed record ItemPromptOptions
{
    /// <summary>Gets what the model is to be, as <c>{role}</c>.</summary>
    /// <value>The default is "product recommendation expert"; name the domain, as in "beauty products recommendation expert".</value>
    public string ExpertRole { get; init; } = "product recommendation expert";

    /// <summary>Gets what one item is called, as <c>{product}</c>.</summary>
    /// <value>The default is "product"; name the domain, as in "beauty product".</value>
    public string ProductNoun { get; init; } = "product";

    /// <summary>Gets the number of words that the description may have, at least 1, as <c>{words}</c>.</summary>
    /// <value>The default is 80, as in the official code (70 for Yelp).</value>
    public int SummaryWords { get; init; } = 80;

    /// <summary>Gets the number of words that the analysis of possible buyers may have, at least 1, as <c>{audienceWords}</c>.</summary>
    /// <value>The default is 50, as in the official code.</value>
    public int AudienceWords { get; init; } = 50;

    /// <summary>Gets the number of characters that the item's description is cut to, at least 0.</summary>
    /// <value>The default is 500, as in the official code (1,000 for Office).</value>
    public int MaxDescriptionCharacters { get; init; } = 500;

    /// <summary>Gets the number of training sequences ending with the item that are shown, at least 0; they are drawn where there are more.</summary>
    /// <value>The default is 5, as in the official code; the paper says 10.</value>
    public int MaxHistories { get; init; } = 5;

    /// <summary>Gets the number of newest items of a history, the item itself included, at least 2.</summary>
    /// <value>The default is 11, as in the official code.</value>
    public int MaxHistoryItems { get; init; } = 11;

    /// <summary>Gets the seed of the draw of histories.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    /// <summary>
    /// Gets the estimated number of tokens (<see cref="TokenEstimate"/>) that a prompt may have, at least 1: histories are left out first, then the end of the description;
    /// null for no limit.
    /// </summary>
    /// <value>The default is null.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the number of levels left out at the root of a category path, at least 0; the leaf always stays.</summary>
    /// <value>The default is 0; the official code leaves out 2 of Amazon's.</value>
    public int SkippedCategoryLevels { get; init; }

    /// <summary>Gets the system message.</summary>
    /// <value>The default asks for a JSON object of the two texts "item summary" and "potential user analysis".</value>
    public string SystemTemplate { get; init; } =
        "You are a {role}. You are given what a catalog says about one {product} and what some of its buyers chose before it, oldest first, each history ending with this {product}. "
        + "First, describe the {product}. Second, say in detail what sort of customer would choose it, from the histories too: needs, habits, taste, other interests; "
        + "that they like this sort of {product} goes without saying. "
        + "Answer with one JSON object and nothing else: {{\"item summary\": \"at most {words} words\", \"potential user analysis\": \"at most {audienceWords} words\"}}";

    /// <summary>Gets the user message.</summary>
    public string UserTemplate { get; init; } =
        "Title: {title}\nBrand: {brand}\nCategories: {categories}\nPrice: {price}\nDescription: {description}\nHistories of buyers:\n{histories}";

    /// <summary>Gets how an item of a history is written; it knows what is about an item.</summary>
    /// <value>The default is its name.</value>
    public string HistoryItemTemplate { get; init; } = "{name}";

    /// <summary>Gets what stands between two items of a history.</summary>
    /// <value>The default is an arrow.</value>
    public string HistoryItemSeparator { get; init; } = " -> ";

    internal void Validate()
    {
        const string Type = nameof(ItemPromptOptions);
        PromptChecks.Texts(
            Type,
            (nameof(ExpertRole), ExpertRole),
            (nameof(ProductNoun), ProductNoun),
            (nameof(SystemTemplate), SystemTemplate),
            (nameof(UserTemplate), UserTemplate),
            (nameof(HistoryItemTemplate), HistoryItemTemplate));
        PromptChecks.AtLeast(
            Type,
            (nameof(SummaryWords), SummaryWords, 1),
            (nameof(AudienceWords), AudienceWords, 1),
            (nameof(MaxDescriptionCharacters), MaxDescriptionCharacters, 0),
            (nameof(MaxHistories), MaxHistories, 0),
            (nameof(MaxHistoryItems), MaxHistoryItems, 2),
            (nameof(MaxTokens), MaxTokens ?? 1, 1),
            (nameof(SkippedCategoryLevels), SkippedCategoryLevels, 0));
    }
}
