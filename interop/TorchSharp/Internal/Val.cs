using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>An argument or result of an operator, laid out as the shim reads it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Val
{
    [FieldOffset(0)] internal ValTag Tag;
    [FieldOffset(4)] internal int Count;
    [FieldOffset(8)] internal long Int;
    [FieldOffset(8)] internal double Double;
    [FieldOffset(8)] internal nint Pointer;
}
