namespace SraCl.Backbones.Transformers;

/// <summary>The configurations of published models: <c>AddTransformer("mine", TransformerPresets.SasRecOriginal)</c>.</summary>
/// <remarks>
/// Each sets every option, whatever it was before. Losses, optimizer and training samples are not theirs: each says which go with it.
/// Stateless, hence safe for concurrent use.
/// </remarks>
public static class TransformerPresets
{
    /// <summary>The Transformer of the SRA-CL paper; the defaults of <see cref="TransformerOptions"/>. Goes with <c>AddNextItemCrossEntropy</c>.</summary>
    /// <remarks>Source: github.com/ziqiangcui/SRA-CL, <c>main.py</c>.</remarks>
    /// <param name="options">The options to set.</param>
    public static void SraCl(TransformerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MaxLength = 20; // maxlen
        options.HiddenSize = 64; // hidden_size
        options.InnerSize = 256; // inner_size
        options.Layers = 2; // n_layers
        options.Heads = 2; // n_heads
        options.HiddenDropout = 0.5; // hidden_dropout_prob
        options.AttentionDropout = 0.5; // attn_dropout_prob
        options.Initialization = WeightInitialization.Normal;
        options.InitializerRange = 0.02; // initializer_range
        options.LayerNormEpsilon = 1e-12; // layer_norm_eps
        options.Blocks = BlockStyle.PostNorm;
        options.Attention = AttentionDirection.Causal;
        options.Activation = Activation.Gelu; // hidden_act
        options.Positions = PositionOrder.FromNewest;
        options.ScaleEmbedding = false;
        options.EmbeddingNorm = true;
        options.MaskToken = false;
        options.Representation = SequenceRepresentation.LastItem;
        options.Head = RepresentationHead.None;
        options.ItemBias = false;
        options.SeparateOutputTable = false;
    }

    /// <summary>
    /// SASRec as RecBole and the papers that build on it have it: the network of <see cref="SraCl"/> over 50 items, positions from the oldest one. Goes with
    /// <c>AddNextItemCrossEntropy</c>.
    /// </summary>
    /// <remarks>
    /// Source: RecBole 1.2, <c>properties/model/SASRec.yaml</c> (<c>loss_type: CE</c>) and <c>sequential_recommender/sasrec.py</c>;
    /// its <c>MAX_ITEM_LIST_LENGTH</c> is 50. Not the network of the SASRec paper, which is <see cref="SasRecOriginal"/>.
    /// </remarks>
    /// <param name="options">The options to set.</param>
    public static void SasRec(TransformerOptions options)
    {
        SraCl(options); // The same hidden_size, inner_size, n_layers, n_heads, dropouts, initializer_range and layer_norm_eps.
        options.MaxLength = 50; // MAX_ITEM_LIST_LENGTH
        options.Positions = PositionOrder.FromOldest; // Right padding, position_ids from 0.
    }

    /// <summary>
    /// SASRec as its authors published it. Goes with <c>AddAllPositionBinaryCrossEntropy</c>, <c>TrainingWindows.Shifted</c> and Adam with β₂ 0.98.
    /// </summary>
    /// <remarks>
    /// Source: Kang and McAuley, ICDM 2018; github.com/kang205/SASRec, <c>main.py</c>, <c>model.py</c> and <c>modules.py</c>. Dropout 0.5 is that for sparse data
    /// such as Amazon's; for MovieLens-1M the authors use 0.2 and <c>maxlen</c> 200. The official code trains on each user's newest <c>maxlen</c> items only.
    /// </remarks>
    /// <param name="options">The options to set.</param>
    public static void SasRecOriginal(TransformerOptions options)
    {
        SraCl(options);
        options.MaxLength = 50; // maxlen
        options.HiddenSize = 50; // hidden_units
        options.InnerSize = 50; // feedforward(num_units=[hidden_units, hidden_units])
        options.Layers = 2; // num_blocks
        options.Heads = 1; // num_heads
        options.HiddenDropout = 0.5; // dropout_rate
        options.AttentionDropout = 0.5; // dropout_rate
        options.Initialization = WeightInitialization.GlorotUniform; // The default of tf.get_variable and tf.layers.
        options.LayerNormEpsilon = 1e-8; // normalize(epsilon)
        options.Blocks = BlockStyle.SasRec;
        options.Activation = Activation.Relu; // feedforward
        options.Positions = PositionOrder.FromNewest; // Left padding, tf.range over all slots.
        options.ScaleEmbedding = true; // embedding(scale=True)
        options.EmbeddingNorm = false;
    }

    /// <summary>BERT4Rec as RecBole has it. Goes with <c>AddCloze</c>.</summary>
    /// <remarks>
    /// Source: RecBole 1.2, <c>properties/model/BERT4Rec.yaml</c> and <c>sequential_recommender/bert4rec.py</c>; <c>MAX_ITEM_LIST_LENGTH</c> 50. Versions of it
    /// differ in whether the mask token has a position beyond those; here, as in the authors' code, it takes the place of the oldest item of a full sequence.
    /// Trained on all prefixes of sparse data it does better with <see cref="PositionOrder.FromNewest"/>, dropout 0.4 (attention 0.2) and
    /// <c>ClozeOptions.LastOnlyProbability</c> 0.8: on Amazon Office, newest 20 items, the best validation MRR@10 went from .036 to .047 (seed 1).
    /// </remarks>
    /// <param name="options">The options to set.</param>
    public static void Bert4Rec(TransformerOptions options)
    {
        Bert4RecOriginal(options); // The same sizes and parts.
        options.HiddenDropout = 0.2; // hidden_dropout_prob
        options.AttentionDropout = 0.2; // attn_dropout_prob
    }

    /// <summary>
    /// BERT4Rec as its authors published it. Goes with <c>AddCloze</c> with a mask probability of 0.6 and a last-only probability of 1/11, and far more steps
    /// than other models (400,000 of 256 sequences on Beauty).
    /// </summary>
    /// <remarks>
    /// Source: Sun et al., CIKM 2019; github.com/FeiSun/BERT4Rec, <c>bert_train/bert_config_beauty_64.json</c>, <c>run_beauty.sh</c> and <c>modeling.py</c>. There
    /// initial weights are cut off at two deviations, and the softmax has classes for the special tokens, which are no items here.
    /// </remarks>
    /// <param name="options">The options to set.</param>
    public static void Bert4RecOriginal(TransformerOptions options)
    {
        SraCl(options);
        options.MaxLength = 50; // max_seq_length
        options.HiddenSize = 64; // hidden_size
        options.InnerSize = 256; // intermediate_size
        options.Layers = 2; // num_hidden_layers
        options.Heads = 2; // num_attention_heads
        options.HiddenDropout = 0.5; // hidden_dropout_prob
        options.AttentionDropout = 0.2; // attention_probs_dropout_prob
        options.InitializerRange = 0.02; // initializer_range
        options.LayerNormEpsilon = 1e-12; // tf.contrib.layers.layer_norm
        options.Attention = AttentionDirection.Bidirectional; // create_attention_mask_from_input_mask
        options.Activation = Activation.Gelu; // hidden_act
        options.Positions = PositionOrder.FromOldest; // input_ids are padded on the right.
        options.MaskToken = true;
        options.Representation = SequenceRepresentation.AppendedMask;
        options.Head = RepresentationHead.Bert; // get_masked_lm_output: transform
        options.ItemBias = true; // get_masked_lm_output: output_bias
    }
}
