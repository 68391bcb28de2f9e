namespace SraCl.Backbones.Recurrent;

/// <summary>How the weights of a <see cref="GruBackbone"/> begin. The row of padding begins as zeros and item biases as zeros in either.</summary>
public enum GruInitialization
{
    /// <summary>
    /// RecBole's: tables from a normal distribution of deviation √(2 / (rows + width)) (Xavier), the first layer's matrices uniformly from
    /// ±√(6 / (3H + inputs)), all else uniformly from ±1/√inputs, PyTorch's default.
    /// </summary>
    RecBole,

    /// <summary>
    /// The authors': tables and every gate's matrices uniformly from ±√(6 / (inputs + outputs)), biases zero. Source: github.com/hidasib/GRU4Rec_PyTorch_Official,
    /// <c>_reset_weights_to_compatibility_mode</c>, which is its default.
    /// </summary>
    Official,
}
