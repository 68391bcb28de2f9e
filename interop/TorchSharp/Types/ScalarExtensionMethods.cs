using TorchSharp.Internal;

namespace TorchSharp;

/// <summary>Conversions between .NET numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static double ToDouble(this Scalar value) => value.Tag == ValTag.Double ? BitConverter.Int64BitsToDouble(value.Bits) : value.Bits;

    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    public static long ToInt64(this Scalar value) => value.Tag == ValTag.Double ? checked((long)value.ToDouble()) : value.Bits;

    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());

    public static short ToInt16(this Scalar value) => checked((short)value.ToInt64());

    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.ToInt64());

    public static byte ToByte(this Scalar value) => checked((byte)value.ToInt64());

    public static bool ToBoolean(this Scalar value) => value.Tag == ValTag.Double ? value.ToDouble() != 0 : value.Bits != 0;
}
