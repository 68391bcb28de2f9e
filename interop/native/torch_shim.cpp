// C ABI over libtorch for the `system` TorchSharp provider.
//
// Any ATen operator is reached by name through the dispatcher's boxed calling convention, so this file does not grow with
// the number of operators in use. What the dispatcher does not offer (gradients, modes, generators, memory) has its own
// functions. Rules: a tensor handle is an at::TensorImpl* that owns one reference (the undefined tensor is null); no C++
// exception leaves this file; a function that can fail returns 0 or 1 and leaves its message with the calling thread.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/ScalarOps.h>
#include <ATen/core/Generator.h>
#include <ATen/core/TensorBody.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Logging.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

#include "caching_allocator.h"
#include "cpu_kernels.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#define SHIM_API extern "C" __attribute__((visibility("default")))

namespace {

enum Tag : int32_t {
    kNone = 0,
    kTensor = 1,      // p: TensorImpl*, null for undefined
    kInt = 2,         // i; also dtype, layout and memory format, which the dispatcher takes as integers
    kDouble = 3,      // d
    kBool = 4,        // i
    kIntList = 5,     // p: int64_t[n]
    kDoubleList = 6,  // p: double[n]
    kBoolList = 7,    // p: int64_t[n]
    kTensorList = 8,  // p: TensorImpl*[n], entries may be null
    kString = 9,      // p: UTF-8, n bytes
    kDevice = 10,     // n: device type, i: index
    kGenerator = 11,  // p: GeneratorImpl*
    kDefault = 12,    // the default of the operator's schema
};

struct Val {
    int32_t tag;
    int32_t n;
    union {
        int64_t i;
        double d;
        void* p;
    };
};
static_assert(sizeof(Val) == 16, "Val is shared with managed code");

struct Info {
    const int64_t* sizes;
    const int64_t* strides;
    void* data;
    int64_t numel;
    int64_t version;
    int32_t dim;
    int32_t dtype;
    int32_t device_type;
    int32_t device_index;
    int32_t requires_grad;
    int32_t is_leaf;
    int32_t is_contiguous;
    int32_t item_size;
};

struct Parameter {
    c10::TypePtr type;  // without Optional
    c10::TypeKind kind;
    bool optional;
    bool has_default;
    c10::IValue default_value;
};

struct Operator {
    c10::OperatorHandle handle;
    std::string name;
    std::vector<Parameter> parameters;
};

thread_local std::string last_error;

template <typename F>
int guarded(F&& body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error& e) {
        last_error = e.what_without_backtrace();
    } catch (const std::exception& e) {
        last_error = e.what();
    } catch (...) {
        last_error = "unknown native exception";
    }
    return 1;
}

using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A tensor that borrows the caller's reference instead of adding one.
class Borrowed {
 public:
    explicit Borrowed(void* handle)
        : tensor_(handle == nullptr ? at::Tensor() : at::Tensor(TensorPtr::reclaim(static_cast<c10::TensorImpl*>(handle)))) {}
    ~Borrowed() { (void)tensor_.unsafeReleaseTensorImpl(); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    const at::Tensor& operator*() const { return tensor_; }
    const at::Tensor* operator->() const { return &tensor_; }

 private:
    at::Tensor tensor_;
};

at::Tensor share(void* handle) {
    if (handle == nullptr) {
        return at::Tensor();
    }
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
        static_cast<c10::TensorImpl*>(handle)));
}

void* release(at::Tensor&& tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

at::Generator share_generator(void* handle) {
    return at::Generator(
        c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(static_cast<c10::GeneratorImpl*>(handle)));
}

std::vector<at::Tensor> share_all(void* const* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; ++i) {
        tensors.push_back(share(handles[i]));
    }
    return tensors;
}

[[noreturn]] void mismatch(const Operator& op, size_t index, const Val& value) {
    C10_THROW_ERROR(
        TypeError,
        c10::str(op.name, ": argument ", index, " ('", op.handle.schema().arguments()[index].name(), "') expects ",
                 op.handle.schema().arguments()[index].type()->str(), " and got a value of tag ", value.tag));
}

// A number where a tensor is expected becomes a wrapped number: it does not take part in type promotion, as in Python.
at::Tensor wrapped_number(const at::Scalar& scalar) {
    at::Tensor tensor = c10::scalar_to_tensor(scalar);
    tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
    return tensor;
}

c10::IValue to_list(const Operator& op, size_t index, const c10::TypePtr& element, const Val& value) {
    c10::impl::GenericList list(element);
    switch (value.tag) {
        case kIntList: {
            const auto* items = static_cast<const int64_t*>(value.p);
            const auto kind = element->kind();
            list.reserve(value.n);
            for (int32_t i = 0; i < value.n; ++i) {
                if (kind == c10::TypeKind::FloatType) {
                    list.push_back(static_cast<double>(items[i]));
                } else {
                    list.push_back(items[i]);
                }
            }
            return list;
        }
        case kDoubleList: {
            const auto* items = static_cast<const double*>(value.p);
            list.reserve(value.n);
            for (int32_t i = 0; i < value.n; ++i) {
                list.push_back(items[i]);
            }
            return list;
        }
        case kBoolList: {
            const auto* items = static_cast<const int64_t*>(value.p);
            list.reserve(value.n);
            for (int32_t i = 0; i < value.n; ++i) {
                list.push_back(items[i] != 0);
            }
            return list;
        }
        case kTensorList: {
            auto* const* items = static_cast<void* const*>(value.p);
            const bool nullable = element->kind() == c10::TypeKind::OptionalType;
            list.reserve(value.n);
            for (int32_t i = 0; i < value.n; ++i) {
                if (items[i] == nullptr && nullable) {
                    list.push_back(c10::IValue());
                } else {
                    list.push_back(share(items[i]));
                }
            }
            return list;
        }
        case kInt:  // int[1] accepts a plain int
            list.push_back(value.i);
            return list;
        default:
            mismatch(op, index, value);
    }
}

c10::IValue to_ivalue(const Operator& op, size_t index, const Val& value) {
    const Parameter& parameter = op.parameters[index];
    if (value.tag == kDefault) {
        if (!parameter.has_default) {
            mismatch(op, index, value);
        }
        return parameter.default_value;
    }
    if (value.tag == kNone) {
        if (parameter.optional) {
            return c10::IValue();
        }
        if (parameter.kind == c10::TypeKind::TensorType) {
            return at::Tensor();
        }
        mismatch(op, index, value);
    }
    switch (parameter.kind) {
        case c10::TypeKind::TensorType:
            switch (value.tag) {
                case kTensor:
                    if (value.p == nullptr && parameter.optional) {
                        return c10::IValue();
                    }
                    return share(value.p);
                case kInt: return wrapped_number(value.i);
                case kDouble: return wrapped_number(value.d);
                case kBool: return wrapped_number(value.i != 0);
                default: mismatch(op, index, value);
            }
        case c10::TypeKind::NumberType:
            switch (value.tag) {
                case kInt: return value.i;
                case kDouble: return value.d;
                case kBool: return value.i != 0;
                default: mismatch(op, index, value);
            }
        case c10::TypeKind::FloatType:
            switch (value.tag) {
                case kInt: return static_cast<double>(value.i);
                case kDouble: return value.d;
                default: mismatch(op, index, value);
            }
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType:
            if (value.tag == kInt || value.tag == kBool) {
                return value.i;
            }
            mismatch(op, index, value);
        case c10::TypeKind::BoolType:
            if (value.tag == kInt || value.tag == kBool) {
                return value.i != 0;
            }
            mismatch(op, index, value);
        case c10::TypeKind::ListType:
            return to_list(op, index, parameter.type->containedTypes().at(0), value);
        case c10::TypeKind::StringType:
            if (value.tag == kString) {
                return std::string(static_cast<const char*>(value.p), value.n);
            }
            mismatch(op, index, value);
        case c10::TypeKind::DeviceObjType:
            if (value.tag == kDevice) {
                return c10::Device(static_cast<c10::DeviceType>(value.n), static_cast<c10::DeviceIndex>(value.i));
            }
            mismatch(op, index, value);
        case c10::TypeKind::GeneratorType:
            if (value.tag == kGenerator) {
                return share_generator(value.p);
            }
            mismatch(op, index, value);
        default:
            mismatch(op, index, value);
    }
}

// Memory of list results: valid until the thread's next call.
thread_local std::vector<std::vector<int64_t>> result_lists;

Val to_result(const Operator& op, c10::IValue&& value) {
    Val result{};
    if (value.isNone()) {
        result.tag = kNone;
    } else if (value.isTensor()) {
        result.tag = kTensor;
        result.p = release(std::move(value).toTensor());
    } else if (value.isInt()) {
        result.tag = kInt;
        result.i = value.toInt();
    } else if (value.isDouble()) {
        result.tag = kDouble;
        result.d = value.toDouble();
    } else if (value.isBool()) {
        result.tag = kBool;
        result.i = value.toBool() ? 1 : 0;
    } else if (value.isTensorList()) {
        std::vector<at::Tensor> tensors = std::move(value).toTensorVector();
        std::vector<int64_t> handles;
        handles.reserve(tensors.size());
        for (at::Tensor& tensor : tensors) {
            handles.push_back(reinterpret_cast<int64_t>(release(std::move(tensor))));
        }
        result.tag = kTensorList;
        result.n = static_cast<int32_t>(handles.size());
        result_lists.push_back(std::move(handles));
        result.p = result_lists.back().data();
    } else if (value.isIntList()) {
        result_lists.push_back(value.toIntVector());
        result.tag = kIntList;
        result.n = static_cast<int32_t>(result_lists.back().size());
        result.p = result_lists.back().data();
    } else {
        C10_THROW_ERROR(TypeError, c10::str(op.name, ": result of kind ", value.tagKind(), " is not supported"));
    }
    return result;
}

// The argument stack is kept for the thread's next call. A call takes it away while it runs, so that a nested call
// (a custom operator that calls back) gets its own.
thread_local torch::jit::Stack spare_stack;

void call(const Operator& op, const Val* args, int32_t count, Val* results, int32_t capacity, int32_t* result_count) {
    if (static_cast<size_t>(count) > op.parameters.size()) {
        C10_THROW_ERROR(TypeError, c10::str(op.name, ": takes ", op.parameters.size(), " arguments and got ", count));
    }
    torch::jit::Stack stack = std::move(spare_stack);
    stack.clear();
    static const Val use_default{kDefault, 0, {0}};
    for (size_t i = 0; i < op.parameters.size(); ++i) {
        stack.push_back(to_ivalue(op, i, i < static_cast<size_t>(count) ? args[i] : use_default));
    }
    op.handle.callBoxed(&stack);
    result_lists.clear();
    if (capacity > 0) {
        TORCH_CHECK(stack.size() <= static_cast<size_t>(capacity), op.name, ": returns ", stack.size(), " values, expected at most ", capacity);
        for (size_t i = 0; i < stack.size(); ++i) {
            results[i] = to_result(op, std::move(stack[i]));
        }
        *result_count = static_cast<int32_t>(stack.size());
    }
    stack.clear();
    spare_stack = std::move(stack);
}

}  // namespace

// ---- library -------------------------------------------------------------------------------------------------------

// To be called once, before anything else. `memory` is what this process may use, in bytes.
SHIM_API int sracl_init(int64_t memory) {
    return guarded([&] {
        // c10::Error symbolises a backtrace whenever one is constructed, which costs milliseconds per error.
        c10::SetStackTraceFetcher([]() -> std::string { return std::string(); });
        use_caching_allocator(static_cast<std::size_t>(memory));
        register_cpu_kernels();
    });
}

SHIM_API const char* sracl_last_error() { return last_error.c_str(); }

// The version of libtorch that this library was compiled against, such as "1.13.0".
SHIM_API const char* sracl_version() { return TORCH_VERSION; }

// ---- operators -----------------------------------------------------------------------------------------------------

// Handles live as long as the process.
SHIM_API int sracl_op_find(const char* name, const char* overload, void** op) {
    return guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, (*overload ? "." : ""), overload);
        auto result = std::make_unique<Operator>(Operator{*handle, name, {}});
        for (const c10::Argument& argument : handle->schema().arguments()) {
            c10::TypePtr type = argument.type();
            const bool optional = type->kind() == c10::TypeKind::OptionalType;
            if (optional) {
                type = type->containedTypes().at(0);
            }
            const auto& default_value = argument.default_value();
            result->parameters.push_back(Parameter{
                type, type->kind(), optional, default_value.has_value(),
                default_value.has_value() ? *default_value : c10::IValue()});
        }
        *op = result.release();
    });
}

// Calls an operator with positional arguments; missing ones take the schema's defaults. capacity 0 drops the results.
SHIM_API int sracl_call(void* op, const Val* args, int32_t count, Val* results, int32_t capacity, int32_t* result_count) {
    return guarded([&] { call(*static_cast<Operator*>(op), args, count, results, capacity, result_count); });
}

// ---- tensors -------------------------------------------------------------------------------------------------------

SHIM_API void sracl_release(void* tensor) {
    if (tensor != nullptr) {
        c10::raw::intrusive_ptr::decref(static_cast<c10::TensorImpl*>(tensor));
    }
}

SHIM_API void sracl_release_many(void* const* tensors, int32_t count) {
    for (int32_t i = 0; i < count; ++i) {
        sracl_release(tensors[i]);
    }
}

SHIM_API void* sracl_retain(void* tensor) {
    c10::raw::intrusive_ptr::incref(static_cast<c10::TensorImpl*>(tensor));
    return tensor;
}

SHIM_API int sracl_info(void* tensor, Info* info) {
    return guarded([&] {
        Borrowed t(tensor);
        auto* impl = static_cast<c10::TensorImpl*>(tensor);
        info->sizes = t->sizes().data();
        info->strides = t->strides().data();
        info->numel = t->numel();
        info->data = t->has_storage() && info->numel > 0 ? t->data_ptr() : nullptr;
        info->version = t->is_inference() ? 0 : impl->version_counter().current_version();
        info->dim = static_cast<int32_t>(t->dim());
        info->dtype = static_cast<int32_t>(t->scalar_type());
        info->device_type = static_cast<int32_t>(t->device().type());
        info->device_index = t->device().index();
        info->requires_grad = t->requires_grad();
        info->is_leaf = t->is_leaf();
        info->is_contiguous = t->is_contiguous();
        info->item_size = static_cast<int32_t>(t->element_size());
    });
}

SHIM_API int64_t sracl_dim(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->dim(); }

SHIM_API int64_t sracl_numel(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->numel(); }

// Size of a dimension that the caller has brought into [0, dim).
SHIM_API int64_t sracl_size(void* tensor, int64_t dim) {
    return static_cast<c10::TensorImpl*>(tensor)->sizes()[static_cast<size_t>(dim)];
}

SHIM_API int32_t sracl_dtype(void* tensor) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(static_cast<c10::TensorImpl*>(tensor)->dtype()));
}

// Bytes of the storage when this tensor is its only user, otherwise 0: what disposing of the tensor would give back.
SHIM_API int64_t sracl_owned_bytes(void* tensor) {
    auto* impl = static_cast<c10::TensorImpl*>(tensor);
    if (!impl->has_storage()) {
        return 0;
    }
    const c10::Storage& storage = impl->unsafe_storage();
    return storage.use_count() == 1 ? static_cast<int64_t>(storage.nbytes()) : 0;
}

// A new contiguous CPU tensor with a copy of the caller's data (all zero bits are not promised when data is null).
SHIM_API int sracl_from_data(const void* data, const int64_t* sizes, int32_t dim, int32_t dtype, void** result) {
    return guarded([&] {
        at::Tensor tensor = at::empty(at::IntArrayRef(sizes, dim), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
        if (data != nullptr && tensor.numel() > 0) {
            std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
        }
        *result = release(std::move(tensor));
    });
}

// A CPU tensor over the caller's memory; release_context runs when the last user of the storage goes, on any thread.
SHIM_API int sracl_from_blob(
    void* data, const int64_t* sizes, int32_t dim, int32_t dtype, void (*release_context)(void*), void* context, void** result) {
    return guarded([&] {
        at::Tensor tensor = at::from_blob(
            data, at::IntArrayRef(sizes, dim), [release_context, context](void*) { release_context(context); },
            at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
        *result = release(std::move(tensor));
    });
}

// ---- autograd ------------------------------------------------------------------------------------------------------

SHIM_API int sracl_requires_grad_set(void* tensor, int32_t value) {
    return guarded([&] { Borrowed(tensor)->set_requires_grad(value != 0); });
}

SHIM_API int sracl_grad(void* tensor, void** grad) {
    return guarded([&] {
        at::Tensor result = Borrowed(tensor)->grad();
        *grad = release(std::move(result));
    });
}

SHIM_API int sracl_grad_set(void* tensor, void* grad) {
    return guarded([&] { Borrowed(tensor)->mutable_grad() = share(grad); });
}

SHIM_API int sracl_backward(
    void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph, int32_t create_graph,
    void* const* inputs, int32_t input_count) {
    return guarded([&] {
        torch::autograd::backward(
            share_all(tensors, count), share_all(grads, grad_count), retain_graph != 0, create_graph != 0, share_all(inputs, input_count));
    });
}

// results has room for input_count handles.
SHIM_API int sracl_autograd_grad(
    void* const* outputs, int32_t output_count, void* const* inputs, int32_t input_count, void* const* grads, int32_t grad_count,
    int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
    return guarded([&] {
        auto grad = torch::autograd::grad(
            share_all(outputs, output_count), share_all(inputs, input_count), share_all(grads, grad_count), retain_graph != 0,
            create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < grad.size(); ++i) {
            results[i] = release(std::move(grad[i]));
        }
    });
}

SHIM_API int32_t sracl_grad_mode() { return c10::GradMode::is_enabled(); }

SHIM_API void sracl_grad_mode_set(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

SHIM_API int32_t sracl_inference_mode() { return c10::InferenceMode::is_enabled(); }

// The guard belongs to the calling thread and is left there, in the reverse order of entering.
SHIM_API int sracl_inference_mode_enter(int32_t enabled, void** guard) {
    return guarded([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

SHIM_API void sracl_inference_mode_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// ---- random numbers ------------------------------------------------------------------------------------------------

SHIM_API int sracl_manual_seed(int64_t seed) {
    return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

SHIM_API int sracl_generator_default(int32_t device_type, int32_t device_index, void** generator) {
    return guarded([&] {
        at::Generator result =
            at::globalContext().defaultGenerator(c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index)));
        *generator = result.unsafeGetGeneratorImpl();
        c10::raw::intrusive_ptr::incref(result.unsafeGetGeneratorImpl());
    });
}

SHIM_API int sracl_generator_new(uint64_t seed, void** generator) {
    return guarded([&] { *generator = c10::make_intrusive<at::CPUGeneratorImpl>(seed).release(); });
}

SHIM_API void sracl_generator_release(void* generator) {
    c10::raw::intrusive_ptr::decref(static_cast<c10::GeneratorImpl*>(generator));
}

SHIM_API int sracl_generator_seed(void* generator, int64_t seed) {
    return guarded([&] {
        at::Generator g = share_generator(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_current_seed(static_cast<uint64_t>(seed));
    });
}

SHIM_API int sracl_generator_initial_seed(void* generator, int64_t* seed) {
    return guarded([&] { *seed = static_cast<int64_t>(share_generator(generator).current_seed()); });
}

SHIM_API int sracl_generator_state(void* generator, void** state) {
    return guarded([&] {
        at::Generator g = share_generator(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        *state = release(g.get_state());
    });
}

SHIM_API int sracl_generator_state_set(void* generator, void* state) {
    return guarded([&] {
        at::Generator g = share_generator(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_state(*Borrowed(state));
    });
}

// ---- threads and devices -------------------------------------------------------------------------------------------

SHIM_API int sracl_threads_set(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

SHIM_API int32_t sracl_threads() { return at::get_num_threads(); }

SHIM_API int sracl_interop_threads_set(int32_t count) {
    return guarded([&] { at::set_num_interop_threads(count); });
}

SHIM_API int32_t sracl_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

SHIM_API int sracl_cuda_count(int32_t* count) {
    return guarded([&] { *count = at::globalContext().hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0; });
}

SHIM_API int sracl_cuda_synchronize(int64_t device_index) {
    return guarded([&] { at::detail::getCUDAHooks().deviceSynchronize(device_index); });
}
