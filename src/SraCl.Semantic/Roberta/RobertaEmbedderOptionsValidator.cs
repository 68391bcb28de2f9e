using Microsoft.Extensions.Options;

namespace SraCl.Semantic.Roberta;

/// <summary>Checks the options when the host starts.</summary>
internal sealed class RobertaEmbedderOptionsValidator : IValidateOptions<RobertaEmbedderOptions>
{
    public ValidateOptionsResult Validate(string? name, RobertaEmbedderOptions options)
    {
        string[] errors = [.. options.Errors()];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
