using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>Everything about a tensor that one native call can say. The pointers live as long as the tensor does.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorInfo
{
    internal long* Sizes;
    internal long* Strides;
    internal void* Data;
    internal long Numel;
    internal long Version;
    internal int Dim;
    internal int DType;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int RequiresGrad;
    internal int IsLeaf;
    internal int IsContiguous;
    internal int ItemSize;
}
