namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // File layout: LEB128 count; per entry a BinaryWriter string (the key) and a tensor (TensorStreamFormat).
        public abstract partial class Module
        {
            // The values are the live tensors of the module, not copies.
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (key, parameter) in named_parameters())
                {
                    destination.TryAdd(Qualified(key), parameter);
                }

                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false))
                {
                    destination.TryAdd(Qualified(key), buffer);
                }

                // named_parameters has each tensor once; this has each name of it, so that a module under two names is in there twice.
                foreach (var (key, child) in _submodules)
                {
                    child.state_dict(destination, Qualified(key));
                }

                return destination;

                string Qualified(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
            }

            // Copies in place, so parameters keep their identity. As in the package, copy_ broadcasts: shapes are the caller's to check.
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                var missing = destination.Keys.Where(key => !Skipped(skip, key) && !source.ContainsKey(key)).ToList();
                var unexpected = source.Keys.Where(key => !Skipped(skip, key) && !destination.ContainsKey(key)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary." +
                        $" Missing: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}].");
                }

                using var mode = no_grad();
                foreach (var (key, value) in source)
                {
                    if (!Skipped(skip, key) && destination.TryGetValue(key, out var target))
                    {
                        target.copy_(value);
                    }
                }

                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            // As in the package, the stream is closed; the overload that takes a BinaryWriter leaves that to its owner.
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = sd.Where(entry => !Skipped(skip, entry.Key)).ToArray();
                writer.Write7BitEncodedInt64(entries.Length);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    TensorStreamFormat.Save(tensor, writer);
                }
            }

            public virtual Module load(
                string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location))
                {
                    throw new FileNotFoundException($"No state file at '{location}'.", location);
                }

                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(
                Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var destination = state_dict();
                var count = reader.Read7BitEncodedInt64();
                if (strict && count != destination.Count)
                {
                    throw new ArgumentException(
                        $"Mismatched state_dict sizes: expected {destination.Count}, but found {count} entries.", nameof(reader));
                }

                for (var i = 0L; i < count; i++)
                {
                    var key = reader.ReadString();
                    var found = destination.TryGetValue(key, out var target);
                    if (!found && strict)
                    {
                        throw new ArgumentException(
                            $"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'", nameof(reader));
                    }

                    if (found && !Skipped(skip, key))
                    {
                        TensorStreamFormat.Load(target!, reader);
                    }
                    else
                    {
                        TensorStreamFormat.Skip(reader);
                    }

                    loadedParameters?.Add(key, found);
                }

                return this;
            }

            private static bool Skipped(IList<string>? skip, string key) => skip is not null && skip.Contains(key);
        }
    }
}
