using System.CommandLine;
using SraCl;

namespace RecommendApi;

/// <summary>The command line: what it says becomes <see cref="ApiOptions"/>, and errors of the start become one line.</summary>
internal static class ApiCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="serve">Serves until the process is asked to end.</param>
    /// <param name="error">Where errors go.</param>
    public static RootCommand Create(Func<ApiOptions, CancellationToken, Task> serve, TextWriter error)
    {
        var usual = new ApiOptions { Model = string.Empty };
        var model = new Option<DirectoryInfo>("--model", "-m") { Description = "The directory of a saved model.", Required = true, HelpName = "directory" };
        var items = new Option<FileInfo?>("--items") { Description = "Titles and categories: JSON lines, a CSV or TSV table with a header, Amazon's or Yelp's metadata; .gz is unpacked on the way.", HelpName = "file" };
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => usual.Urls, HelpName = "url" };
        var device = new Option<string>("--device") { Description = "auto (the first CUDA device if there is one), cpu, cuda or cuda:N.", DefaultValueFactory = _ => usual.Device, HelpName = "name" };
        Option<int> threads = Number("--operator-threads", "Threads inside an operator of the model.", usual.OperatorThreads);
        Option<int> slots = Number("--slots", "Calls of the model side by side.", usual.Slots);
        Option<int> queue = Number("--queue", "Calls that may wait for a slot; those beyond get a 503.", usual.Queue);
        Option<int> maxCount = Number("--max-count", "The most recommendations of a request.", usual.MaxCount);
        Option<int> maxHistory = Number("--max-history", "The most items of a history.", usual.MaxHistory);
        Option<int> maxBody = Number("--max-body", "The largest body of a request, in bytes.", usual.MaxBodyBytes);
        var command = new RootCommand("Serves a saved recommender over HTTP.") { model, items, urls, device, threads, slots, queue, maxCount, maxHistory, maxBody };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await serve(
                    new ApiOptions
                    {
                        Model = parsed.GetRequiredValue(model).ToString(),
                        Items = parsed.GetValue(items)?.ToString(),
                        Urls = parsed.GetRequiredValue(urls),
                        Device = parsed.GetRequiredValue(device),
                        OperatorThreads = parsed.GetValue(threads),
                        Slots = parsed.GetValue(slots),
                        Queue = parsed.GetValue(queue),
                        MaxCount = parsed.GetValue(maxCount),
                        MaxHistory = parsed.GetValue(maxHistory),
                        MaxBodyBytes = parsed.GetValue(maxBody),
                    },
                    cancellationToken);
                return 0;
            }
            catch (Exception e) when (e is SraClException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"recommend-api: {e.Message}");
                return 1;
            }
        });
        return command;

        static Option<int> Number(string name, string description, int usual)
        {
            var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = "number" };
            option.Validators.Add(result =>
            {
                if (result.Errors.Any() || result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{name} is '{string.Join(' ', result.Tokens)}'; expected a whole number of at least 1.");
                }
            });
            return option;
        }
    }
}
