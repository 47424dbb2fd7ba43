package escape

import (
	"strconv"
	"strings"
)

// Cell keeps spreadsheets from taking a text for a formula. Figures are left alone.
func Cell(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}
