package pcap

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"math/bits"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A packet is one frame as it was captured.
type packet struct {
	at   timeline.Instant
	link uint32 // type of the link, as in LINKTYPE_ETHERNET
	data []byte // good until the next packet
}

// maxBlock is how long a packet, or a block of a pcapng file, may be.
const maxBlock = 1 << 20

var (
	errLength = errors.New("a packet of impossible length")
	errMagic  = errors.New("no packet capture: a pcap or pcapng header was wanted")
)

const (
	magicMicro = 0xa1b2c3d4
	magicNano  = 0xa1b23c4d
	magicNG    = 0x0a0d0d0a // reads the same in both byte orders
)

func orderOf(magic []byte) (binary.ByteOrder, uint32) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch m := order.Uint32(magic); m {
		case magicMicro, magicNano, magicNG:
			return order, m
		}
	}
	return nil, 0
}

// packets yields the packets of either kind of file. An error is the last thing
// yielded: io.ErrUnexpectedEOF for a file that ends inside a packet.
func packets(r io.Reader) iter.Seq2[packet, error] {
	return func(yield func(packet, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		magic, err := in.Peek(4)
		if err != nil {
			yield(packet{}, ending(err))
			return
		}
		switch order, m := orderOf(magic); m {
		case 0:
			err = errMagic
		case magicNG:
			err = (&blocks{in: in}).read(yield)
		default:
			err = classic(in, order, m == magicNano, yield)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(packet{}, err)
		}
	}
}

// errStopped is returned where the caller wants no more packets.
var errStopped = errors.New("stopped")

func ending(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// classic reads the packets of a pcap file.
func classic(in *bufio.Reader, order binary.ByteOrder, nano bool, yield func(packet, error) bool) error {
	var head [24]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return ending(err)
	}
	p := packet{link: order.Uint32(head[20:]) & 0x0fffffff}
	unit := uint32(1000)
	if nano {
		unit = 1
	}
	var buf []byte
	for {
		if _, err := io.ReadFull(in, head[:16]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		size := order.Uint32(head[8:])
		if size > maxBlock {
			return errLength
		}
		buf = sized(buf, int(size))
		if _, err := io.ReadFull(in, buf); err != nil {
			return ending(err)
		}
		p.at = timeline.At(time.Unix(int64(order.Uint32(head[0:])), int64(order.Uint32(head[4:])*unit)))
		if p.data = buf; !yield(p, nil) {
			return errStopped
		}
	}
}

func sized(buf []byte, size int) []byte {
	if cap(buf) < size {
		return make([]byte, size)
	}
	return buf[:size]
}

// blocks reads a pcapng file.
type blocks struct {
	in         *bufio.Reader
	order      binary.ByteOrder
	interfaces []interfaceInfo
	buf        []byte
}

// An interfaceInfo is what the packets of an interface have in common.
type interfaceInfo struct {
	link   uint32
	unit   byte  // of its times: a power of ten, or with the highest bit of two
	offset int64 // of its times, in seconds
}

const maxInterfaces = 1 << 16

// The types of blocks.
const (
	blockInterface = 1
	blockPacket    = 2 // of old files
	blockSimple    = 3
	blockEnhanced  = 6
)

func (b *blocks) read(yield func(packet, error) bool) error {
	for {
		kind, body, err := b.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if kind == blockInterface {
			b.add(body)
		}
		if p, ok := b.packet(kind, body); ok && !yield(p, nil) {
			return errStopped
		}
	}
}

// next reads a block, without its lengths. io.EOF is the end of the file.
func (b *blocks) next() (uint32, []byte, error) {
	var head [12]byte
	if _, err := io.ReadFull(b.in, head[:8]); err != nil {
		return 0, nil, err
	}
	section := binary.LittleEndian.Uint32(head[:]) == magicNG
	if section {
		if _, err := io.ReadFull(b.in, head[8:]); err != nil {
			return 0, nil, ending(err)
		}
		if b.interfaces = nil; binary.BigEndian.Uint32(head[8:]) == 0x1a2b3c4d {
			b.order = binary.BigEndian
		} else {
			b.order = binary.LittleEndian
		}
	}
	size := b.order.Uint32(head[4:])
	if size < 12 || size%4 != 0 || size > maxBlock || section && size < 28 {
		return 0, nil, errLength
	}
	size -= 8
	if section {
		size -= 4
	}
	b.buf = sized(b.buf, int(size))
	if _, err := io.ReadFull(b.in, b.buf); err != nil {
		return 0, nil, ending(err)
	}
	return b.order.Uint32(head[:]), b.buf[:size-4], nil
}

func (b *blocks) add(body []byte) {
	if len(body) < 8 || len(b.interfaces) == maxInterfaces {
		return
	}
	info := interfaceInfo{link: uint32(b.order.Uint16(body)), unit: 6}
	for options := body[8:]; len(options) >= 4; {
		code, size := b.order.Uint16(options), int(b.order.Uint16(options[2:]))
		if options = options[4:]; size > len(options) {
			break
		}
		switch {
		case code == 9 && size == 1:
			info.unit = options[0]
		case code == 14 && size == 8:
			info.offset = int64(b.order.Uint64(options))
		}
		options = options[min((size+3)&^3, len(options)):]
	}
	b.interfaces = append(b.interfaces, info)
}

func (b *blocks) packet(kind uint32, body []byte) (packet, bool) {
	number, head := 0, 20
	switch {
	case kind == blockSimple && len(body) >= 4:
		head = 4
	case kind == blockEnhanced && len(body) >= head:
		number = int(b.order.Uint32(body))
	case kind == blockPacket && len(body) >= head:
		number = int(b.order.Uint16(body))
	default:
		return packet{}, false
	}
	if number >= len(b.interfaces) {
		return packet{}, false
	}
	info := b.interfaces[number]
	p := packet{link: info.link, data: body[head:]}
	if head == 4 {
		return p, true // It has no time, and no length but the wire's.
	}
	p.at = info.instant(uint64(b.order.Uint32(body[4:]))<<32 | uint64(b.order.Uint32(body[8:])))
	p.data = p.data[:min(uint64(len(p.data)), uint64(b.order.Uint32(body[12:])))]
	return p, true
}

// instant converts a time in the units of the interface.
func (i interfaceInfo) instant(t uint64) timeline.Instant {
	var seconds, nano uint64
	power := uint(i.unit & 0x7f)
	switch {
	case i.unit&0x80 != 0 && power < 64:
		high, low := bits.Mul64(t&(1<<power-1), 1e9)
		seconds, nano = t>>power, high<<(64-power)|low>>power
	case i.unit&0x80 == 0 && power <= 18:
		second := uint64(1)
		for range power {
			second *= 10
		}
		high, low := bits.Mul64(t%second, 1e9)
		seconds = t / second
		nano, _ = bits.Div64(high, low, second)
	}
	if sum := int64(seconds) + i.offset; seconds < 1<<40 && i.offset < 1<<40 && i.offset > -1<<40 {
		return timeline.At(time.Unix(sum, int64(nano)))
	}
	return 0
}
