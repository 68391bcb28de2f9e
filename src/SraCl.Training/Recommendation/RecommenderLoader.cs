using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Training.Devices;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Recommendation;

/// <summary>Loads the registered recommender.</summary>
/// <param name="options">Which model, and where it runs.</param>
/// <param name="factories">The known kinds of backbones.</param>
/// <param name="logger">Where it is said what was loaded.</param>
internal sealed partial class RecommenderLoader(IOptions<RecommenderOptions> options, IEnumerable<IBackboneFactory> factories, ILogger<Recommender>? logger = null)
{
    private readonly ILogger _logger = logger ?? NullLogger<Recommender>.Instance;

    /// <summary>Loads the model onto its device.</summary>
    /// <exception cref="SraClException">The options are not valid, the directory is not that of a usable model, or there is no such device.</exception>
    public Recommender Load()
    {
        RecommenderOptions chosen = options.Value;
        chosen.Validate();
        long start = Stopwatch.GetTimestamp();
        Device device = TorchDevice.Resolve(chosen.Device);
        if (chosen.OperatorThreads is { } threads)
        {
            // Threads that have not used torch yet begin with what any thread set last.
            set_num_threads(threads);
        }

        SavedModel model = ModelDirectory.Load(chosen.ModelDirectory, factories);
        try
        {
            model.Backbone.Module.to(device);
            var recommender = new Recommender(model);
            string where = device.ToString();
            int operatorThreads = get_num_threads();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            LogLoaded(model.Manifest.Backbone, chosen.ModelDirectory, model.Items.Count, where, operatorThreads, elapsed);
            return recommender;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Loaded the model '{Backbone}' of '{Directory}': {Items} items, on {Device}, {Threads} operator threads, in {Elapsed}")]
    private partial void LogLoaded(string backbone, string directory, int items, string device, int threads, TimeSpan elapsed);
}
