namespace SraCl.Backbones.Transformers;

/// <summary>Where the initial weights of tables and linear layers come from; biases begin at 0 and layer normalizations at the identity.</summary>
public enum WeightInitialization
{
    /// <summary>N(0, <see cref="TransformerOptions.InitializerRange"/>²) (SRA-CL, RecBole; BERT4Rec's own code cuts it off at two deviations).</summary>
    Normal,

    /// <summary>
    /// Uniform in ±√(6 / (rows + columns)), Glorot's rule (SASRec's own code, which leaves it to TensorFlow's default). <see cref="TransformerOptions.InitializerRange"/>
    /// counts for nothing.
    /// </summary>
    GlorotUniform,
}
