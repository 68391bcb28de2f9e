using SraCl.Semantic.Calls;
using SraCl.Semantic.OpenAI;

namespace SraCl.Semantic.Tests.OpenAI;

public sealed class OpenAIOptionsTests
{
    private const string Variable = "SRACL_TESTS_API_KEY";

    [Fact]
    public void Validate_Defaults_AskForAModel()
    {
        string error = Error(new OpenAIOptions { ApiKey = () => "key" });

        Assert.Equal(
            "OpenAIOptions.Chat.Model and OpenAIOptions.Embedding.Model are null; expected the name of at least one model, such as gpt-4o-mini.", error);
    }

    [Fact]
    public void Validate_EveryValueOutOfRange_NamesAllOfThem()
    {
        OpenAIOptions options = Valid();
        options.AttemptTimeout = TimeSpan.Zero;
        options.Chat.Model = " ";
        options.Chat.Temperature = double.NaN;
        options.Chat.TopP = 0;
        options.Chat.MaxOutputTokens = 0;
        options.Chat.ExtraBody["stream"] = true;
        options.Chat.RateLimit.RequestsPerMinute = 0;
        options.Chat.RateLimit.TokensPerMinute = -1;
        options.Chat.Price = new ModelPrice(-1);
        options.Embedding.Model = string.Empty;
        options.Embedding.Dimensions = 0;
        options.Embedding.MaxTextsPerRequest = 0;
        options.Embedding.MaxTokensPerRequest = 0;
        options.Embedding.Concurrency = 0;
        options.Embedding.Encoding = (EmbeddingEncoding)9;
        options.Retry.MaxAttempts = 0;
        options.Retry.Delay = TimeSpan.Zero;
        options.Retry.MaxDelay = TimeSpan.FromDays(2);
        options.Budget.MaxCost = 0;
        options.Budget.MaxTokens = 0;

        string error = Error(options);

        Assert.All(
            [
                "AttemptTimeout is 00:00:00", "Chat.Model is ' '", "Chat.Temperature is NaN", "Chat.TopP is 0", "Chat.MaxOutputTokens is 0", "field 'stream'",
                "Chat.RateLimit.RequestsPerMinute is 0", "Chat.RateLimit.TokensPerMinute is -1", "Chat.Price is", "Embedding.Model is ''", "Embedding.Dimensions is 0",
                "Embedding.MaxTextsPerRequest is 0", "Embedding.MaxTokensPerRequest is 0", "Embedding.Concurrency is 0", "Embedding.Encoding is 9", "Retry.MaxAttempts is 0",
                "Retry.Delay is 00:00:00", "Retry.MaxDelay is 2.00:00:00", "Budget.MaxCost is 0", "Budget.MaxTokens is 0",
            ],
            part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost:11434/v1")]
    [InlineData("ftp://localhost/v1")]
    [InlineData("https://me:secret@example.org/v1")]
    [InlineData("https://example.org/v1?key=secret")]
    public void Validate_Endpoint_IsAPlainAddressAndNoSecretIsRepeated(string endpoint)
    {
        OpenAIOptions options = Valid();
        options.Endpoint = new Uri(endpoint, UriKind.RelativeOrAbsolute);

        string error = Error(options);

        Assert.StartsWith("OpenAIOptions.Endpoint is ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_BudgetInMoney_NeedsPrices()
    {
        OpenAIOptions options = Valid();
        options.Embedding.Model = "e";
        options.Budget.MaxCost = 20;

        string error = Error(options);

        Assert.Contains("OpenAIOptions.Chat.Price is null", error, StringComparison.Ordinal);
        Assert.Contains("OpenAIOptions.Embedding.Price is null", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("k\u00e9y")]
    public void Validate_UnusableKey_IsNotRepeated(string key)
    {
        OpenAIOptions options = Valid();
        options.ApiKey = () => key;

        string error = Error(options);

        Assert.Contains("key", error, StringComparison.Ordinal);
        Assert.True(key.Length == 0 || !error.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void FindKey_Variable_IsReadWhereItIsMeant()
    {
        OpenAIOptions options = Valid();
        options.ApiKeyVariable = Variable;

        Assert.Contains(Variable, Error(options), StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(Variable, " from-the-variable\n");
        try
        {
            Assert.Equal("from-the-variable", options.FindKey());
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void FindKey_OtherEndpoint_DoesNotSeeTheKeyOfOpenAI()
    {
        string? before = Environment.GetEnvironmentVariable(OpenAIOptions.OpenAIKeyVariable);
        Environment.SetEnvironmentVariable(OpenAIOptions.OpenAIKeyVariable, "theirs");
        try
        {
            Assert.Equal("theirs", new OpenAIOptions().FindKey());
            Assert.Null(Valid().FindKey());
        }
        finally
        {
            Environment.SetEnvironmentVariable(OpenAIOptions.OpenAIKeyVariable, before);
        }
    }

    private static OpenAIOptions Valid()
    {
        var options = new OpenAIOptions { Endpoint = new Uri("http://localhost:11434/v1") };
        options.Chat.Model = "m";
        options.Validate();
        return options;
    }

    private static string Error(OpenAIOptions options) => Assert.Throws<SraClException>(options.Validate).Message;
}
