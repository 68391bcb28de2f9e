using Microsoft.Extensions.Options;
using SraCl.Backbones.Transformers;
using SraCl.Modeling;
using SraCl.Training.Models;

namespace SraCl.Benchmarks.Workloads;

/// <summary>The Transformers that are measured: the paper's configuration, new or with saved weights.</summary>
internal static class TransformerModels
{
    private const long Seed = 2024;

    /// <summary>Makes a factory with the paper's configuration but for the dropout.</summary>
    public static TransformerBackboneFactory Factory(double dropout = 0.5) =>
        new(Options.Create(new TransformerOptions { HiddenDropout = dropout, AttentionDropout = dropout }));

    /// <summary>Makes a backbone, with the weights of a saved model where a directory is given.</summary>
    public static ISequenceBackbone Create(TrainingData data, string? model, double dropout = 0.5)
    {
        ISequenceBackbone backbone = Factory(dropout).Create(data.Items.Count, Seed);
        if (model is not null)
        {
            using SavedModel saved = ModelDirectory.Load(model, [Factory()]);
            if (saved.Items.Count != data.Items.Count)
            {
                throw new SraClException($"The model in '{model}' knows {saved.Items.Count} items, the data has {data.Items.Count}. Make the model from the same file.");
            }

            backbone.Module.load_state_dict(saved.Backbone.Module.state_dict());
        }

        return backbone;
    }
}
