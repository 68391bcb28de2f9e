using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SraCl.Semantic.Tests.Loopback;

/// <summary>The ways in which the loopback server answers.</summary>
internal static class Answers
{
    public const int Dimension = 4;

    public static Task NormalAsync(HttpContext context, LoopbackRequest request) =>
        request.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? EmbeddingsAsync(context, request) : ChatAsync(context, ChatText(request.User));

    /// <summary>The text that a prompt is answered with.</summary>
    public static string ChatText(string user) => $"Summary of {user}.";

    /// <summary>The vector of a text.</summary>
    public static float[] Vector(string text) => Enumerable.Range(0, Dimension).Select(i => (float)Math.Sin(text.Length + (31 * i) + text.Sum(c => c))).ToArray();

    /// <summary>A chat answer with a text and what else a test wants to set.</summary>
    public static Task ChatAsync(HttpContext context, string? text, string finish = "stop", string? refusal = null, bool usage = true) => JsonAsync(
        context,
        new
        {
            id = "1",
            model = "model-of-the-server",
            choices = new[] { new { index = 0, finish_reason = finish, message = new { role = "assistant", content = text, refusal } } },
            usage = usage ? new { prompt_tokens = 10, completion_tokens = 5, total_tokens = 15 } : null,
        });

    /// <summary>The vectors of all texts, the last first, in the form that was asked for.</summary>
    public static Task EmbeddingsAsync(HttpContext context, LoopbackRequest request) => VectorsAsync(context, request, [.. request.Input.Select(Vector)]);

    /// <summary>Given vectors, the last first.</summary>
    public static Task VectorsAsync(HttpContext context, LoopbackRequest request, params float[][] vectors)
    {
        bool base64 = string.Equals(request.Body.GetProperty("encoding_format").GetString(), "base64", StringComparison.Ordinal);
        var data = vectors.Select((vector, index) => new { index, embedding = base64 ? (object)Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector)) : vector }).Reverse();
        return JsonAsync(context, new { model = "model-of-the-server", data, usage = new { prompt_tokens = 7 * vectors.Length, total_tokens = 7 * vectors.Length } });
    }

    public static Task JsonAsync(HttpContext context, object answer) => context.Response.WriteAsJsonAsync(answer);

    /// <summary>A text with a status, as it is.</summary>
    public static Func<HttpContext, LoopbackRequest, Task> Text(int status, string text, string? retryAfter = null) => (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(text);
    };

    public static Func<HttpContext, LoopbackRequest, Task> Error(int status, string message, string? code = null, string? retryAfter = null) =>
        Text(status, JsonSerializer.Serialize(new { error = new { message, code } }), retryAfter);

    /// <summary>No answer until the client gives up.</summary>
    public static async Task HangAsync(HttpContext context, LoopbackRequest request)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(gone.SetResult))
        {
            await gone.Task;
        }
    }

    /// <summary>Half an answer, then the connection is gone.</summary>
    public static async Task CutAsync(HttpContext context, LoopbackRequest request)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"choices\":[");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public static Task TruncatedAsync(HttpContext context, LoopbackRequest request) => context.Response.WriteAsync("{\"choices\":[{\"message\":{\"content\":\"half a sen");

    public static Task NoChoicesAsync(HttpContext context, LoopbackRequest request) => JsonAsync(context, new { choices = Array.Empty<object>(), usage = new { prompt_tokens = 3, completion_tokens = 0 } });
}
