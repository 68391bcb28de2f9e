using System.CommandLine;
using SraCl.Benchmarks.Workloads;

namespace SraCl.Benchmarks.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Interactions() => new("--interactions") { Description = "File of 'user item' lines.", Required = true };

    public static Option<string> Backbone()
    {
        string[] names = MeasuredBackbone.All.Select(backbone => backbone.Name).ToArray();
        var option = new Option<string>("--backbone")
        {
            Description = $"Backbone, with its own loss: {string.Join(", ", names)}.",
            DefaultValueFactory = _ => MeasuredBackbone.Transformer.Name,
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    public static Option<int> Threads() => new("--threads") { Description = "Threads of libtorch.", DefaultValueFactory = _ => 1 };

    public static Option<int> Steps(int defaultValue) => new("--steps") { Description = "Number of training steps.", DefaultValueFactory = _ => defaultValue };

    public static Option<string?> Model() => new("--model") { Description = "Directory of the 'model' command; freshly drawn weights without it." };
}
