using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Recurrent;
using SraCl.Backbones.Transformers;
using SraCl.Modeling;
using SraCl.Objectives;

namespace SraCl;

/// <summary>Registers the backbones of this package and their losses.</summary>
public static class SraClBackboneExtensions
{
    /// <summary>Adds the Transformer of the SRA-CL paper under the name <c>transformer</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddTransformer(this ISraClBuilder builder, Action<TransformerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<TransformerOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackboneFactory, TransformerBackboneFactory>());
        return builder;
    }

    /// <summary>Adds a Transformer of one's own under a name of its own, beside others.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name on command lines and in saved models; no other backbone has it.</param>
    /// <param name="configure">Changes the default configuration, such as a method of <see cref="TransformerPresets"/>.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddTransformer(this ISraClBuilder builder, string name, Action<TransformerOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, name, TransformerPresets.SraCl, configure);
    }

    /// <summary>
    /// Adds SASRec under the name <c>sasrec</c>, in the form that later work compares with (<see cref="TransformerPresets.SasRec"/>); it goes with
    /// <see cref="AddNextItemCrossEntropy"/>.
    /// </summary>
    /// <remarks>
    /// For the authors' own network: <c>AddSasRec(TransformerPresets.SasRecOriginal).AddAllPositionBinaryCrossEntropy()</c>, trained on
    /// <c>TrainingWindows.Shifted</c> with an <c>AdamBeta2</c> of 0.98.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSasRec(this ISraClBuilder builder, Action<TransformerOptions>? configure = null) =>
        Add(builder, "sasrec", TransformerPresets.SasRec, configure);

    /// <summary>
    /// Adds BERT4Rec under the name <c>bert4rec</c>, in RecBole's form (<see cref="TransformerPresets.Bert4Rec"/>); it goes with <see cref="AddCloze"/>.
    /// </summary>
    /// <remarks>For the authors' values: <c>AddBert4Rec(TransformerPresets.Bert4RecOriginal)</c>.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddBert4Rec(this ISraClBuilder builder, Action<TransformerOptions>? configure = null) =>
        Add(builder, "bert4rec", TransformerPresets.Bert4Rec, configure);

    /// <summary>Adds GRU4Rec under the name <c>gru4rec</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration, RecBole's; <see cref="GruPresets"/> has others.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddGru4Rec(this ISraClBuilder builder, Action<GruOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<GruOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackboneFactory, GruBackboneFactory>());
        return builder;
    }

    /// <summary>
    /// Adds every backbone of this package under its usual name, for loading models that were saved under any of them: <c>transformer</c>, <c>sasrec</c>,
    /// <c>sasrec-original</c>, <c>bert4rec</c> and <c>gru4rec</c>.
    /// </summary>
    /// <remarks>A saved model has its own configuration; the registered one is for new models alone.</remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddBackbones(this ISraClBuilder builder) =>
        builder.AddTransformer().AddSasRec().AddTransformer("sasrec-original", TransformerPresets.SasRecOriginal).AddBert4Rec().AddGru4Rec();

    /// <summary>Adds the next-item cross-entropy over the whole catalogue as a training objective of weight 1.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddNextItemCrossEntropy(this ISraClBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, NextItemCrossEntropyFactory>());
        return builder;
    }

    /// <summary>Adds SASRec's own loss, a binary cross-entropy at every position, as a training objective of weight 1.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddAllPositionBinaryCrossEntropy(this ISraClBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, AllPositionBinaryCrossEntropyFactory>());
        return builder;
    }

    /// <summary>Adds BERT4Rec's loss, the prediction of masked items, as a training objective of weight 1.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddCloze(this ISraClBuilder builder, Action<ClozeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ClozeOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, ClozeFactory>());
        return builder;
    }

    /// <summary>
    /// Adds the cross-entropy over a batch's targets and sampled items as a training objective of weight 1, for catalogues too large for
    /// <see cref="AddNextItemCrossEntropy"/>.
    /// </summary>
    /// <remarks>One of this and <see cref="AddBprMax"/>: the last call decides on the loss, whatever <paramref name="configure"/> sets <see cref="SampledSoftmaxOptions.Loss"/> to.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSampledSoftmax(this ISraClBuilder builder, Action<SampledSoftmaxOptions>? configure = null) =>
        AddSampled(builder, SampledLoss.CrossEntropy, configure);

    /// <summary>Adds GRU4Rec's BPR-max over a batch's targets and sampled items as a training objective of weight 1.</summary>
    /// <remarks>
    /// One of this and <see cref="AddSampledSoftmax"/>: the last call decides on the loss, whatever <paramref name="configure"/> sets <see cref="SampledSoftmaxOptions.Loss"/> to.
    /// A logQ correction that was chosen for the other is dropped; one that is chosen here, as <see cref="SampledSoftmaxPresets.FullSoftmax"/> does, is an error when training begins.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddBprMax(this ISraClBuilder builder, Action<SampledSoftmaxOptions>? configure = null) =>
        AddSampled(builder, SampledLoss.BprMax, configure);

    private static ISraClBuilder Add(ISraClBuilder builder, string name, Action<TransformerOptions> preset, Action<TransformerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<TransformerOptions> options = services.AddOptions<TransformerOptions>(name);
        if (!services.Any(service => service.IsKeyedService && service.ServiceType == typeof(TransformerBackboneFactory) && name.Equals(service.ServiceKey)))
        {
            // Once, so that a second call goes on from what the first one chose.
            options.Configure(preset);
            services.AddKeyedSingleton(name, (provider, _) => new TransformerBackboneFactory(name, provider.GetRequiredService<IOptionsMonitor<TransformerOptions>>()));
            services.AddSingleton<IBackboneFactory>(provider => provider.GetRequiredKeyedService<TransformerBackboneFactory>(name));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }

    private static ISraClBuilder AddSampled(ISraClBuilder builder, SampledLoss loss, Action<SampledSoftmaxOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SampledSoftmaxOptions>().Configure(options =>
        {
            if (loss == SampledLoss.BprMax)
            {
                options.LogQ = 0; // The cross-entropy's alone, from a call before.
            }

            configure?.Invoke(options);
            options.Loss = loss; // Whatever a preset says: the method names the loss.
        });
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, SampledSoftmaxFactory>());
        return builder;
    }
}
