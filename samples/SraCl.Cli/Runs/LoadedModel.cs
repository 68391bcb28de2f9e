using Microsoft.Extensions.DependencyInjection;
using SraCl.Cli.Systems;
using SraCl.Modeling;
using SraCl.Training.Devices;
using SraCl.Training.Models;
using TorchSharp;

namespace SraCl.Cli.Runs;

/// <summary>A saved model on the device it shall run on.</summary>
internal static class LoadedModel
{
    /// <summary>Loads a model of any backbone that the command line knows.</summary>
    /// <param name="path">The model directory.</param>
    /// <param name="device">The device's name.</param>
    /// <returns>The model; owned by the caller.</returns>
    /// <exception cref="SraClException">The directory is not that of a usable model, or there is no such device.</exception>
    public static SavedModel Load(string path, string device)
    {
        var services = new ServiceCollection();
        ISraClBuilder builder = services.AddSraCl();
        foreach (RecommenderSystem system in RecommenderSystem.All.DistinctBy(system => system.Backbone, StringComparer.Ordinal))
        {
            system.Register(builder, new ModelShape());
        }

        using ServiceProvider provider = services.BuildServiceProvider();
        SavedModel model = ModelDirectory.Load(path, provider.GetServices<IBackboneFactory>());
        try
        {
            model.Backbone.Module.to(TorchDevice.Resolve(device));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
