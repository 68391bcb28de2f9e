namespace TorchSharp.Internal;

/// <summary>What a <see cref="Val"/> holds; the numbers are shared with the shim.</summary>
internal enum ValTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    BoolList = 7,
    TensorList = 8,
    String = 9,
    Device = 10,
    Generator = 11,
    Default = 12,
}
