namespace SraCl.Backbones.Recurrent;

/// <summary>Published configurations of GRU4Rec, to be given to <see cref="SraClBackboneExtensions.AddGru4Rec"/>: <c>AddGru4Rec(GruPresets.Official)</c>.</summary>
/// <remarks>
/// Each sets every value of <see cref="GruOptions"/>. They concern the model alone: batch size, learning rate and loss are the trainer's and the objective's.
/// Safe for concurrent use.
/// </remarks>
public static class GruPresets
{
    /// <summary>RecBole's GRU4Rec, what most papers with prefix samples compare with: the defaults of <see cref="GruOptions"/>.</summary>
    /// <remarks>Trained with the cross-entropy over the whole catalogue. Source: github.com/RUCAIBox/RecBole 1.2, <c>GRU4Rec.yaml</c>, <c>gru4rec.py</c>.</remarks>
    /// <param name="options">Takes the values.</param>
    public static void RecBole(GruOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MaxLength = 50; // MAX_ITEM_LIST_LENGTH
        options.EmbeddingSize = 64; // embedding_size
        options.HiddenSize = 128; // hidden_size
        options.Layers = 1; // num_layers
        options.RecurrentBias = false; // nn.GRU(bias=False)
        options.Projection = true; // dense
        options.SeparateOutputTable = false; // scores with item_embedding
        options.ItemBias = false;
        options.MaskToken = false;
        options.EmbeddingDropout = 0.3; // dropout_prob
        options.HiddenDropout = 0;
        options.Initialization = GruInitialization.RecBole; // _init_weights
    }

    /// <summary>The authors' defaults as far as they concern a model of prefix samples: 100 units, one table, item biases, no dropout.</summary>
    /// <remarks>
    /// Source: github.com/hidasib/GRU4Rec_PyTorch_Official, defaults of the class <c>GRU4Rec</c>. The authors train session-parallel, one step back in time;
    /// here gradients flow through the whole prefix. They do not cut sequences; <see cref="GruOptions.MaxLength"/> is RecBole's 50. Their losses are
    /// <see cref="SraClBackboneExtensions.AddSampledSoftmax"/> and <see cref="SraClBackboneExtensions.AddBprMax"/>.
    /// </remarks>
    /// <param name="options">Takes the values.</param>
    public static void Official(GruOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MaxLength = 50;
        options.EmbeddingSize = 100; // constrained_embedding: the width of the last layer
        options.HiddenSize = 100; // layers=[100]
        options.Layers = 1;
        options.RecurrentBias = true; // nn.GRUCell
        options.Projection = false;
        options.SeparateOutputTable = false; // constrained_embedding=True
        options.ItemBias = true; // By
        options.MaskToken = false;
        options.EmbeddingDropout = 0; // dropout_p_embed
        options.HiddenDropout = 0; // dropout_p_hidden
        options.Initialization = GruInitialization.Official;
    }

    /// <summary>The authors' best values for BPR-max on RetailRocket: 224 units, dropout 0.5 of what goes in and 0.05 of the state; else <see cref="Official"/>.</summary>
    /// <remarks>
    /// Source: the same repository, <c>paramfiles/retailrocket_bprmax_shared_best.py</c>; its loss has <c>bpreg</c> 1.95, <c>elu_param</c> 0.5,
    /// <c>n_sample</c> 2048 and <c>sample_alpha</c> 0.4.
    /// </remarks>
    /// <param name="options">Takes the values.</param>
    public static void OfficialRetailRocket(GruOptions options)
    {
        Official(options);
        options.EmbeddingSize = 224;
        options.HiddenSize = 224; // layers=[224]
        options.EmbeddingDropout = 0.5; // dropout_p_embed
        options.HiddenDropout = 0.05; // dropout_p_hidden
    }

    /// <summary>The authors' best values for cross-entropy on RSC15 (YooChoose): 100 units, dropout 0.4 of the state; else <see cref="Official"/>.</summary>
    /// <remarks>
    /// Source: the same repository, <c>paramfiles/rsc15_xe_shared_100_best.py</c>; its loss has <c>n_sample</c> 2048, <c>sample_alpha</c> 0.5 and <c>logq</c> 1.
    /// </remarks>
    /// <param name="options">Takes the values.</param>
    public static void OfficialRsc15(GruOptions options)
    {
        Official(options);
        options.HiddenDropout = 0.4; // dropout_p_hidden
    }
}
