using Microsoft.Extensions.Options;

namespace SraCl.Semantic.Summaries;

/// <summary>Checks the options when the host starts.</summary>
internal sealed class OfflineTextOptionsValidator : IValidateOptions<OfflineTextOptions>
{
    public ValidateOptionsResult Validate(string? name, OfflineTextOptions options)
    {
        string[] errors = [.. options.Errors()];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
