using System.Text.Json;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Store;

namespace SraCl.Semantic.Prompts;

/// <summary>Writes down which events stand behind each prompt, so that anyone can check that none of them is one to be predicted.</summary>
/// <remarks>Safe for concurrent use on different files.</remarks>
public static class PromptAudit
{
    /// <summary>Writes one JSON object a line: <c>subject</c>, <c>key</c> (that of the answer in the store), <c>events</c> (of each <c>user</c> those from position <c>start</c> to before <c>end</c>), and what was left out.</summary>
    /// <param name="path">The file; an existing one is replaced. It is written whole or not at all.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="fingerprint">The fingerprint of the summarizer that is asked.</param>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<ComposedPrompt> prompts, string fingerprint)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        AtomicFiles.Write(path, stream =>
        {
            foreach (ComposedPrompt prompt in prompts)
            {
                var line = new AuditLine(
                    prompt.Subject, ContentKey.OfPrompt(fingerprint, prompt.Prompt).ToString(), prompt.Sources, prompt.DroppedItems, prompt.DroppedHistories, prompt.CutCharacters);
                JsonSerializer.Serialize(stream, line, JsonSerializerOptions.Web);
                stream.WriteByte((byte)'\n');
            }
        });
    }

    private sealed record AuditLine(string Subject, string Key, IReadOnlyList<PromptSource> Events, int DroppedItems, int DroppedHistories, int CutCharacters);
}
