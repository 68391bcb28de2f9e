using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device CUDA = new(DeviceType.CUDA);

    public static readonly Device META = new(DeviceType.META);

    public static readonly Device MPS = new(DeviceType.MPS);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    /// <summary>Where a tensor lives. <see cref="index"/> is -1 for the current device of the type.</summary>
    public sealed class Device : IEquatable<Device>
    {
        /// <param name="description">A type, such as "cpu" or "cuda", with an optional index: "cuda:1".</param>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            string[] parts = description.Split(':');
            int parsed = -1;
            if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out parsed)))
            {
                throw new ArgumentException($"'{description}' is not a device; expected a type and an optional index, such as 'cpu' or 'cuda:0'.", nameof(description));
            }

            type = ParseType(parts[0]);
            index = parsed;
        }

        public Device(string deviceType, int index = -1)
            : this(ParseType(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        public int index { get; }

        public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);

        public static bool operator !=(Device? left, Device? right) => !(left == right);

        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;

        public override bool Equals(object? obj) => Equals(obj as Device);

        public override int GetHashCode() => HashCode.Combine(type, index);

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return index < 0 || type == DeviceType.CPU ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        private static DeviceType ParseType(string name) => name switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "mps" => DeviceType.MPS,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"'{name}' is not a device type; expected 'cpu', 'cuda', 'mps' or 'meta'.", nameof(name)),
        };
    }
}
